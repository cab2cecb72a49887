/** Tests of the training log as a whole: the declared tree, supervised, over HTTP. */
@NullMarked
package io.coppice.traininglog;

import org.jspecify.annotations.NullMarked;
