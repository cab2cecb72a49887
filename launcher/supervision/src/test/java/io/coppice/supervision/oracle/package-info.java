/** Erlang/OTP's own supervisor as the judge of ours: both live through the same random schedules. */
@NullMarked
package io.coppice.supervision.oracle;

import org.jspecify.annotations.NullMarked;
