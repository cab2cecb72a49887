/**
 * What has to be done so that a running node is as another configuration has it, and the doing of it.
 *
 * <p>{@link io.coppice.host.plan.TreeDiff} is pure and says what; {@link io.coppice.host.plan.TreeChange} does it to the supervisors.
 */
@NullMarked
package io.coppice.host.plan;

import org.jspecify.annotations.NullMarked;
