@NullMarked
package io.coppice.kv.bus;

import org.jspecify.annotations.NullMarked;
