package io.coppice.supervision.runtime;

import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.core.Core;
import io.coppice.supervision.runtime.CrashHistory.End;
import io.coppice.supervision.runtime.CrashHistory.Note;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What one supervisor tells the world, and the history of crashes; used on its context (S16). */
final class Telling {

    private static final AtomicLong INCARNATIONS = new AtomicLong();

    private final SupervisorRuntime owner;
    private final Core core;
    private final @Nullable End above;
    /** The path comes back with another incarnation, this number does not. */
    private final long incarnation = INCARNATIONS.incrementAndGet();

    private List<Runnable> untold = new ArrayList<>();

    Telling(SupervisorRuntime owner, Core core, @Nullable End above) {
        this.owner = owner;
        this.core = core;
        this.above = above;
    }

    End endOf(ChildRef child) {
        return new End(incarnation, child);
    }

    void report(Command.Report command) {
        ChildEntry child = command.child();
        SupervisionEvent event = event(
                command.kind(),
                child == null ? owner.path() : owner.pathOf(child.id()),
                child == null ? core.spec().description() : child.spec().start().description(),
                command.reason(),
                command.restarts(),
                command.downNanos());
        Note note = new Note(
                incarnation,
                above,
                event,
                child == null ? ChildType.SUPERVISOR : child.spec().type(),
                command.cause(),
                command.again(),
                incarnationOf(command),
                child == null ? 0 : child.restarts());
        add(() -> reports().tell(note));
    }

    /** Something that is told in order, behind the turn, whose commands somebody may wait for. */
    void add(Runnable news) {
        untold.add(news);
    }

    /** At the end of a turn. */
    void flush() {
        if (!untold.isEmpty()) {
            List<Runnable> now = untold;
            untold = new ArrayList<>();
            reports().later(() -> now.forEach(owner::settle));
        }
    }

    /** As {@link #flush}, before what is told to others from now on. */
    void flushNow() {
        flush();
        reports().now();
    }

    /** The child may have another already, where it has ended. */
    private static long incarnationOf(Command.Report command) {
        ChildRef ended = command.cause();
        ChildEntry child = command.child();
        if (ended != null) {
            return ended.incarnation();
        }
        return child == null ? 0 : child.ref().incarnation();
    }

    void tell(EventKind kind, ChildRunner child, ExitReason reason) {
        SupervisionEvent event = event(kind, child.path(), child.spec().start().description(), reason, 0, 0);
        add(() -> reports().tell(event));
        flush();
    }

    private SupervisionEvent event(
            EventKind kind, String whose, String start, ExitReason reason, int restarts, long downNanos) {
        return new SupervisionEvent(
                kind,
                Instant.now(),
                whose,
                start,
                reason,
                restarts,
                core.spec().maxRestarts(),
                core.spec().window(),
                Duration.ofNanos(downNanos));
    }

    void ended() {
        add(() -> reports().history().ended(incarnation));
    }

    private Reports reports() {
        return owner.system().reports();
    }
}
