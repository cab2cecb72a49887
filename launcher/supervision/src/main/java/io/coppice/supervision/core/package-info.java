/**
 * The rules of supervision as decisions: an event comes in, the state changes, commands come out.
 *
 * <p>No clock, no I/O, no Vert.x: time is a parameter, in nanoseconds of any monotonic clock, and what is to be done is
 * a list of {@link io.coppice.supervision.core.Command}s that somebody else carries out. The state is mutable and owned
 * by one mailbox, so that a supervisor with 100,000 children does not copy them at every event; given the same events a
 * core always gives the same commands.
 *
 * <p>{@link io.coppice.supervision.core.OrderedCore} is OTP's {@code supervisor} with a list of children,
 * {@link io.coppice.supervision.core.DynamicCore} is Elixir's {@code DynamicSupervisor}.
 */
@NullMarked
package io.coppice.supervision.core;

import org.jspecify.annotations.NullMarked;
