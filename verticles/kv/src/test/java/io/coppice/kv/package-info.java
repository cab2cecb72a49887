@NullMarked
package io.coppice.kv;

import org.jspecify.annotations.NullMarked;
