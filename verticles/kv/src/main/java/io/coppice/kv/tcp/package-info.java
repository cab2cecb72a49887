/** Connections of clients: what they send is carried out in batches, in whatever protocol they speak. */
@NullMarked
package io.coppice.kv.tcp;

import org.jspecify.annotations.NullMarked;
