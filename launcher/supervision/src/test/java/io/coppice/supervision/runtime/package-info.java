@NullMarked
package io.coppice.supervision.runtime;

import org.jspecify.annotations.NullMarked;
