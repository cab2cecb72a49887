/** Tests of the package. */
@NullMarked
package io.coppice.component.web;

import org.jspecify.annotations.NullMarked;
