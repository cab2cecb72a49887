package io.coppice.supervision.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildStart;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Drives one core by hand, event by event, and writes down what it wants done. */
final class Script implements Command.Visitor {

    static final ExitReason CRASH = ExitReason.crashed("boom");

    private record Worker(String description) implements ChildStart {}

    private final Core core;
    private final Map<String, ChildRef> latest = new HashMap<>();
    private final List<Command.Report> reports = new ArrayList<>();
    private List<String> wanted = new ArrayList<>();
    private long now;
    private long requests;

    Script(SupervisorSpec spec) {
        this.core = Core.of(spec);
    }

    static ChildSpec child(String id) {
        return ChildSpec.of(id, new Worker("worker"));
    }

    static ChildSpec child(String id, RestartType restart) {
        return child(id).withRestart(restart);
    }

    /** Permanent children, and a window that is never too small. */
    static SupervisorSpec spec(RestartStrategy strategy, String... ids) {
        ChildSpec[] children = new ChildSpec[ids.length];
        for (int i = 0; i < ids.length; i++) {
            children[i] = child(ids[i]);
        }
        return SupervisorSpec.of(strategy, children).withWindow(100, Duration.ofSeconds(5));
    }

    /** A started supervisor with all children up. */
    static Script running(SupervisorSpec spec) {
        Script script = new Script(spec);
        script.start();
        spec.children().forEach(child -> script.up(child.id()));
        assertThat(script.wanted).last().isEqualTo("up");
        script.wanted = new ArrayList<>();
        script.reports.clear();
        return script;
    }

    Core core() {
        return core;
    }

    /** What the core wanted since the last call, reports apart. */
    List<String> wanted() {
        List<String> result = wanted;
        wanted = new ArrayList<>();
        return result;
    }

    /** The reports so far as {@code kind child restarts}. */
    List<String> reports() {
        return reports.stream()
                .map(r -> r.kind().word() + " " + idOf(r) + " " + r.restarts())
                .toList();
    }

    List<Command.Report> reportsInFull() {
        return reports;
    }

    private static String idOf(Command.Report report) {
        ChildEntry child = report.child();
        return child == null ? "supervisor" : child.id();
    }

    ChildEntry entry(String id) {
        ChildEntry entry = core.child(id);
        if (entry == null) {
            throw new AssertionError("no child " + id);
        }
        return entry;
    }

    ChildRef ref(String id) {
        ChildRef ref = latest.get(id);
        if (ref == null) {
            throw new AssertionError(id + " was never started");
        }
        return ref;
    }

    void at(Duration time) {
        now = time.toNanos();
    }

    void start() {
        run(core.start(now));
    }

    void up(String id) {
        run(core.started(ref(id), now));
    }

    /** An incarnation that need not be the latest. */
    void starts(ChildRef ref) {
        run(core.started(ref, now));
    }

    void exits(ChildRef ref, ExitReason reason) {
        run(core.exited(ref, reason, now));
    }

    void fails(String id) {
        run(core.startFailed(ref(id), CRASH, now));
    }

    void ignores(String id) {
        run(core.ignored(ref(id), now));
    }

    void exits(String id, ExitReason reason) {
        run(core.exited(ref(id), reason, now));
    }

    void crashes(String id) {
        exits(id, CRASH);
    }

    /** It has stopped, as it was told to. */
    void down(String id) {
        exits(id, ExitReason.SHUTDOWN);
    }

    void again(String id) {
        run(core.tryAgain(ref(id), now));
    }

    void answered(String id) {
        run(core.answered(ref(id), now));
    }

    void unanswered(String id) {
        run(core.unanswered(ref(id), CRASH, now));
    }

    /** This node has the claim to it, and so many restarts were made at this time. */
    void claimed(String id, int restarts) {
        run(core.claimed(id, "here", restarts, Collections.nCopies(restarts, now), now));
    }

    void unclaimed(String id) {
        run(core.unclaimed(id, "there", false, now));
    }

    void rests(String id) {
        run(core.unclaimed(id, "parked there", true, now));
    }

    void stop() {
        run(core.stop(ExitReason.SHUTDOWN, now));
    }

    void kill() {
        run(core.kill(ExitReason.KILLED, now));
    }

    void startChild(ChildSpec spec) {
        run(core.startChild(++requests, spec, now));
    }

    void terminateChild(String id) {
        run(core.terminateChild(++requests, id, now));
    }

    void restartChild(String id) {
        run(core.restartChild(++requests, id, now));
    }

    void replaceChild(String id) {
        run(core.replaceChild(++requests, id, now));
    }

    void deleteChild(String id) {
        run(core.deleteChild(++requests, id, now));
    }

    void change(SupervisorSpec next) {
        run(core.change(++requests, next, now));
    }

    /** Asks for one child, or for all where the id is null; what is seen is wanted as {@code see a running, b stopped}. */
    void look(@Nullable String id) {
        run(core.look(
                ++requests,
                id,
                seen -> wanted.add("see "
                        + seen.stream()
                                .map(child -> child.id() + " " + child.state().word())
                                .collect(Collectors.joining(", "))),
                now));
    }

    /** {@code a running, b stopped}. */
    String children() {
        List<String> words = new ArrayList<>();
        core.children()
                .forEach(child -> words.add(child.id() + " " + child.state().word()));
        return String.join(", ", words);
    }

    private void run(List<Command> commands) {
        commands.forEach(command -> command.accept(this));
    }

    @Override
    public void startChild(Command.StartChild command) {
        latest.put(command.ref().id(), command.ref());
        wanted.add("start " + command.ref().id());
    }

    @Override
    public void stopChild(Command.StopChild command) {
        wanted.add((command.shutdown().isBrutalKill() ? "kill " : "stop ")
                + command.ref().id());
    }

    @Override
    public void tryAgain(Command.TryAgain command) {
        String when = command.delay().isZero() ? "" : " in " + command.delay().toMillis();
        wanted.add("again " + command.ref().id() + when);
    }

    @Override
    public void await(Command.Await command) {
        latest.put(command.ref().id(), command.ref());
        wanted.add("await " + command.ref().id() + (command.isLimited() ? " limited" : ""));
    }

    @Override
    public void place(Command.Place command) {
        wanted.add(command.ask().name().toLowerCase(Locale.ROOT) + " "
                + command.child().id());
    }

    @Override
    public void forget(Command.Forget command) {
        wanted.add("forget " + command.ref().id());
    }

    @Override
    public void up(Command.Up command) {
        wanted.add("up");
    }

    @Override
    public void ended(Command.Ended command) {
        wanted.add("ended " + command.reason().kind().word());
    }

    @Override
    public void reply(Command.Reply command) {
        ChildRef child = command.child();
        wanted.add("reply " + command.request() + (child == null ? "" : " " + child.id()));
    }

    @Override
    public void refuse(Command.Refuse command) {
        wanted.add(
                "refuse " + command.request() + " " + command.refusal().name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void report(Command.Report command) {
        reports.add(command);
    }
}
