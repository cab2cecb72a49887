@NullMarked
package io.coppice.kv.replica;

import org.jspecify.annotations.NullMarked;
