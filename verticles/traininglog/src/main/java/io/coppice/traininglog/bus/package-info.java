/** How the parts of the training log talk to each other: requests with a time limit, and failures with a code. */
@NullMarked
package io.coppice.traininglog.bus;

import org.jspecify.annotations.NullMarked;
