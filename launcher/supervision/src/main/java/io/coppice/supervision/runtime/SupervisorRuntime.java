package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.ChildInfo;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.core.Core;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ChildType;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One supervisor: feeds events to its core on its own context, the mailbox (S14), and carries out the commands.
 */
final class SupervisorRuntime implements Supervisor, Command.Visitor {

    private final SupervisionSystem system;
    private final String path;
    private final SupervisorSpec spec;
    private final Context mailbox;
    private final Core core;
    /** The children that run, for look-ups from any thread. */
    private final ConcurrentMap<String, Child> table = new ConcurrentHashMap<>();

    private final Promise<Supervisor> up;
    private final Promise<ExitReason> ended = Promise.promise();
    private volatile boolean running;
    private volatile boolean beenUp;

    // On the mailbox:
    private final Map<ChildRef, Running> children = new HashMap<>();
    private final Requests requests = new Requests(this);
    private final Inspection inspection = new Inspection(this);
    private final BusRequests busRequests = new BusRequests(this);

    SupervisorRuntime(SupervisionSystem system, String path, SupervisorSpec spec) {
        this.system = system;
        this.path = path;
        this.spec = spec;
        this.mailbox = system.newMailbox();
        this.core = Core.of(spec);
        this.up = VertxInternals.promiseForCaller(system.vertx());
    }

    SupervisionSystem system() {
        return system;
    }

    boolean isRunning() {
        return running;
    }

    boolean hasBeenUp() {
        return beenUp;
    }

    @Override
    public String path() {
        return path;
    }

    String pathOf(String id) {
        return path.equals("/") ? "/" + id : path + "/" + id;
    }

    Future<Supervisor> start() {
        if (system.list(this)) {
            boolean posted = post(() -> {
                busRequests.listen();
                carryOut(core.start(System.nanoTime()));
            });
            if (!posted) {
                ended(ExitReason.crashed(closed()));
            }
        } else {
            ended(ExitReason.crashed(
                    new SupervisionException(Refusal.ALREADY_STARTED, "a supervisor " + path + " runs already", null)));
        }
        return up.future();
    }

    // The mailbox

    /** Runs a task in this supervisor's turn; false when Vert.x is closed, and nobody has turns any more. */
    boolean post(Runnable task) {
        try {
            mailbox.runOnContext(v -> task.run());
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    private SupervisionException closed() {
        return new SupervisionException(Refusal.SHUTTING_DOWN, path + ": Vert.x is closed", null);
    }

    /** Completes a promise: what its listeners throw is their own fault, and must not stop a supervisor. */
    void settle(Runnable completion) {
        try {
            completion.run();
        } catch (Throwable t) {
            system.reports().stray(path, "a listener failed", t);
        }
    }

    /** S18 */
    void tell(Watchers watchers, ExitReason reason) {
        watchers.close(reason).forEach(watcher -> settle(() -> watcher.accept(reason)));
    }

    private void carryOut(List<Command> commands) {
        for (Command command : commands) {
            command.accept(this);
        }
    }

    // News from the children, already on the mailbox

    void started(Running child, ChildRef ref) {
        table.put(ref.id(), child);
        carryOut(core.started(ref, System.nanoTime()));
    }

    /** From now on nobody finds it. */
    void unlist(Running child) {
        table.remove(child.id(), child);
    }

    void down(Running child, ChildRef ref, boolean wasUp, ExitReason reason) {
        children.remove(ref, child);
        long now = System.nanoTime();
        carryOut(wasUp ? core.exited(ref, reason, now) : core.startFailed(ref, reason, now));
    }

    void ignored(Running child, ChildRef ref) {
        children.remove(ref, child);
        carryOut(core.ignored(ref, System.nanoTime()));
    }

    // Commands

    @Override
    public void startChild(Command.StartChild command) {
        ChildSpec child = command.spec();
        ChildRef ref = command.ref();
        Running runner;
        if (child.start() instanceof SupervisorSpec nested) {
            runner = new NestedSupervisor(this, child, ref, nested);
        } else if (child.start() instanceof VerticleStart verticle) {
            runner = new ChildRunner(this, child, ref, verticle);
        } else {
            String why = "nothing here can run " + child.start().description();
            ExitReason reason = StartFailure.of(pathOf(ref.id()), why, null);
            post(() -> carryOut(core.startFailed(ref, reason, System.nanoTime())));
            return;
        }
        children.put(ref, runner);
        runner.start();
    }

    @Override
    public void stopChild(Command.StopChild command) {
        Running child = children.get(command.ref());
        if (child != null) {
            child.stop(command.shutdown());
        }
    }

    @Override
    public void tryAgain(Command.TryAgain command) {
        post(() -> carryOut(core.tryAgain(command.ref(), System.nanoTime())));
    }

    @Override
    public void up(Command.Up command) {
        running = true;
        beenUp = true;
        settle(() -> up.tryComplete(this));
    }

    @Override
    public void ended(Command.Ended command) {
        ended(command.reason());
    }

    private void ended(ExitReason reason) {
        running = false;
        busRequests.close();
        system.unlist(this);
        settle(() -> up.tryFail(startFailure(reason)));
        settle(() -> ended.tryComplete(reason));
    }

    private Throwable startFailure(ExitReason reason) {
        if (reason.cause() instanceof SupervisionException cause) {
            return cause;
        }
        return new SupervisionException(Refusal.START_FAILED, path + " did not start: " + reason, reason.cause());
    }

    @Override
    public void reply(Command.Reply command) {
        requests.reply(command.request(), command.child() == null ? null : children.get(command.child()));
    }

    @Override
    public void refuse(Command.Refuse command) {
        requests.refuse(command);
    }

    @Override
    public void report(Command.Report command) {
        ChildEntry child = command.child();
        tell(
                command.kind(),
                child == null ? path : pathOf(child.id()),
                child == null ? spec.description() : child.spec().start().description(),
                command.reason(),
                command.restarts(),
                command.downNanos());
    }

    void tell(EventKind kind, ChildRunner child, ExitReason reason) {
        tell(kind, child.path(), child.description(), reason, 0, 0);
    }

    private void tell(EventKind kind, String whose, String start, ExitReason reason, int restarts, long downNanos) {
        system.reports()
                .tell(new SupervisionEvent(
                        kind,
                        Instant.now(),
                        whose,
                        start,
                        reason,
                        restarts,
                        spec.maxRestarts(),
                        spec.window(),
                        Duration.ofNanos(downNanos)));
    }

    // Requests

    private interface Ask {
        List<Command> of(long request, long now);
    }

    private Future<@Nullable Child> request(Ask ask) {
        Promise<@Nullable Child> answer = VertxInternals.promiseForCaller(system.vertx());
        if (!post(() -> carryOut(ask.of(requests.add(answer), System.nanoTime())))) {
            answer.fail(closed());
        }
        return answer.future();
    }

    @Override
    public Future<@Nullable Child> startChild(ChildSpec child) {
        return request((request, now) -> core.startChild(request, child, now));
    }

    @Override
    public Future<Void> terminateChild(String id) {
        return request((request, now) -> core.terminateChild(request, id, now)).mapEmpty();
    }

    @Override
    public Future<@Nullable Child> restartChild(String id) {
        return request((request, now) -> core.restartChild(request, id, now));
    }

    @Override
    public Future<Void> deleteChild(String id) {
        return request((request, now) -> core.deleteChild(request, id, now)).mapEmpty();
    }

    @Override
    public Optional<Child> child(String id) {
        return Optional.ofNullable(table.get(id));
    }

    @Override
    public Future<ExitReason> stop() {
        stop(ExitReason.SHUTDOWN);
        return ended.future();
    }

    void stop(ExitReason reason) {
        post(() -> carryOut(core.stop(reason, System.nanoTime())));
    }

    void kill(ExitReason reason) {
        post(() -> carryOut(core.kill(reason, System.nanoTime())));
    }

    @Override
    public Future<ExitReason> ended() {
        return ended.future();
    }

    // What there is

    private <T> Future<T> look(@Nullable String id, Function<Collection<ChildEntry>, T> view) {
        List<T> seen = new ArrayList<>(1);
        return request((request, now) -> core.look(request, id, entries -> seen.add(view.apply(entries)), now))
                .map(done -> seen.get(0));
    }

    @Override
    public Future<List<ChildInfo>> whichChildren() {
        return look(null, entries -> inspection.whichChildren(entries, Integer.MAX_VALUE));
    }

    Future<JsonObject> listChildren(int most) {
        return look(null, entries -> inspection.list(entries, most));
    }

    @Override
    public Future<ChildCounts> countChildren() {
        return look(null, Inspection::countChildren);
    }

    @Override
    public Future<ChildSpec> getChildspec(String id) {
        return look(id, entries -> entries.iterator().next().spec());
    }

    @Override
    public Future<TreeNode> tree(int mostChildren) {
        TreeNode self =
                new TreeNode(path, ChildType.SUPERVISOR, spec.description(), "permanent", "running", 0, 0, List.of());
        return subtree(mostChildren, self);
    }

    /** The same node with its children. */
    Future<TreeNode> subtree(int mostChildren, TreeNode self) {
        Promise<TreeNode> promise = Promise.promise();
        boolean posted = post(
                () -> inspection.subtree(core.children(), mostChildren, self).onComplete(promise));
        if (!posted) {
            promise.fail(closed());
        }
        return promise.future();
    }

    TreeNode leaf(ChildEntry entry) {
        return inspection.leaf(entry);
    }

    /** Those that were killed and still hold a thread, of this supervisor or one before it with its path. */
    List<ChildRunner> abandoned() {
        return system.abandoned(path);
    }

    /** The child's incarnation that runs; null where none does. */
    @Nullable
    Running running(ChildEntry entry) {
        return children.get(entry.ref());
    }
}
