@NullMarked
package io.coppice.shopping;

import org.jspecify.annotations.NullMarked;
