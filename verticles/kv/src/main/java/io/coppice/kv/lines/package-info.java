/** The tutorial's line protocol. */
@NullMarked
package io.coppice.kv.lines;

import org.jspecify.annotations.NullMarked;
