@NullMarked
package io.coppice.supervision.core;

import org.jspecify.annotations.NullMarked;
