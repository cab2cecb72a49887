/** What clients did and saw, and whether one copy of each key could have answered so. Pure: no clock, no I/O, no store. */
@NullMarked
package io.coppice.proof.history;

import org.jspecify.annotations.NullMarked;
