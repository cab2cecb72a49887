/** Tests of the package. */
@NullMarked
package io.coppice.traininglog.books;

import org.jspecify.annotations.NullMarked;
