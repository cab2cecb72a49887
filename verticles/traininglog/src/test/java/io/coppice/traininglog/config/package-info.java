/** Tests of the package. */
@NullMarked
package io.coppice.traininglog.config;

import org.jspecify.annotations.NullMarked;
