/**
 * The vocabulary of supervision: OTP's words, unchanged, as immutable values that validate themselves.
 *
 * <p>Nothing here depends on Vert.x. A {@link io.coppice.supervision.spec.SupervisorSpec} lists
 * {@link io.coppice.supervision.spec.ChildSpec}s; what a child runs is an opaque
 * {@link io.coppice.supervision.spec.ChildStart}. Source of the words and defaults: Erlang/OTP's {@code supervisor} and
 * Elixir's {@code Supervisor}.
 */
@NullMarked
package io.coppice.supervision.spec;

import org.jspecify.annotations.NullMarked;
