@NullMarked
package io.coppice.kv.lines;

import org.jspecify.annotations.NullMarked;
