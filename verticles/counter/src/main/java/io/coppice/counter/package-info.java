/**
 * The smallest example of each abstraction: a counter as a plain verticle, and the same as an agent.
 *
 * <p>Both answer at {@code counter.NAME} on the event bus of their node, so that nobody who counts knows which it is:
 *
 * <pre>
 * {"action":"inc"}     adds one                        -> {"value":1}
 * {"action":"dec"}     takes one away                  -> {"value":0}
 * {"action":"val"}     tells                           -> {"value":0}
 * {"action":"reset"}   begins at 0                     -> {"value":0}
 * {"action":"stop"}    ends normally                   -> {"value":0}
 * {"action":"crash"}   ends as by a bug                -> fails with 500
 * </pre>
 *
 * <p>Anything else fails with 400. {@link io.coppice.counter.CounterClient} is the asking side.
 */
@NullMarked
package io.coppice.counter;

import org.jspecify.annotations.NullMarked;
