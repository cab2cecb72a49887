@NullMarked
package io.coppice.counter;

import org.jspecify.annotations.NullMarked;
