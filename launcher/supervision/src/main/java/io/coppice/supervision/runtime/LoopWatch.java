package io.coppice.supervision.runtime;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The watch over a child that must not hold its thread for longer than its {@code loop_limit}; on the supervisor's context.
 *
 * <p>Vert.x's own checker looks once a second, and warns after two. This one looks as often as the limit is long, and then
 * exactly when the limit of what it found would be over: whatever lasts longer is found, and found in time.
 */
final class LoopWatch {

    private final Deadlines deadlines;
    private final Shell shell;
    private final Duration limit;
    private final Consumer<HeldThread> tooLong;
    private Limit next;

    LoopWatch(Deadlines deadlines, Shell shell, Duration limit, Consumer<HeldThread> tooLong) {
        this.deadlines = deadlines;
        this.shell = shell;
        this.limit = limit;
        this.tooLong = tooLong;
        this.next = Limit.of(deadlines, limit, this::look);
    }

    private void look() {
        HeldThread held = shell.held();
        Duration age = held == null ? Duration.ZERO : held.age();
        if (held != null && age.compareTo(limit) >= 0) {
            tooLong.accept(held);
        } else {
            next = Limit.of(deadlines, limit.minus(age), this::look);
        }
    }

    void cancel() {
        next.cancel();
    }
}
