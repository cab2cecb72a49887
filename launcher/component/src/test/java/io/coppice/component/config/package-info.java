/** Tests of the package. */
@NullMarked
package io.coppice.component.config;

import org.jspecify.annotations.NullMarked;
