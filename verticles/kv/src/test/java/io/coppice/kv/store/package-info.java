@NullMarked
package io.coppice.kv.store;

import org.jspecify.annotations.NullMarked;
