/** Rounds of faults under load, drawn from a seed, each followed by a check of all that clients saw. */
@NullMarked
package io.coppice.proof.campaign;

import org.jspecify.annotations.NullMarked;
