/** Tests of the package. */
@NullMarked
package io.coppice.component.database;

import org.jspecify.annotations.NullMarked;
