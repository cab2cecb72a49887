@NullMarked
package io.coppice.supervision;

import org.jspecify.annotations.NullMarked;
