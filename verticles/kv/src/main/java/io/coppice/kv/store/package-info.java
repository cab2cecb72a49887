/** The data: buckets, what is in them, and the table of their names; nothing here knows a protocol. */
@NullMarked
package io.coppice.kv.store;

import org.jspecify.annotations.NullMarked;
