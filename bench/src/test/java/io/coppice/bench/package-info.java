@NullMarked
package io.coppice.bench;

import org.jspecify.annotations.NullMarked;
