/** Tests of the package. */
@NullMarked
package io.coppice.traininglog.training;

import org.jspecify.annotations.NullMarked;
