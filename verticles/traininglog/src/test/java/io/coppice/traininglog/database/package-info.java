/** Tests of the package. */
@NullMarked
package io.coppice.traininglog.database;

import org.jspecify.annotations.NullMarked;
