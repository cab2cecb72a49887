package io.coppice.supervision;

import io.coppice.supervision.spec.ExitReason;

/**
 * The end of a linked child, as one that traps exits is told it (S18).
 *
 * @param from who has ended
 * @param reason why; {@code crashed: noproc} where it had ended before it was linked
 */
public record Exit(Child from, ExitReason reason) {}
