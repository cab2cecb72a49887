package io.coppice.supervision.runtime;

import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.TreeNode;
import io.coppice.supervision.core.ChildEntry;
import io.coppice.supervision.core.ChildRef;
import io.coppice.supervision.core.ChildState;
import io.coppice.supervision.core.Command;
import io.coppice.supervision.core.Core;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.EventKind;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.Shutdown;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One supervisor: feeds events to its core on its own context, the mailbox (S14), and carries out the commands.
 */
final class SupervisorRuntime implements Command.Visitor {

    private final SupervisionSystem system;
    private final String path;
    private final Context mailbox;
    final Core core;
    private final Telling telling;
    private final @Nullable Supplier<TreeNode> asChild;
    private final Children byId = new Children();

    private final SupervisorApi api = new SupervisorApi(this);
    private final Promise<Supervisor> up;
    private final Promise<ExitReason> ended;
    private volatile boolean running;
    private volatile boolean beenUp;
    private volatile boolean over;
    private volatile long upSince;

    // On the mailbox:
    private final Map<ChildRef, Running> children = new HashMap<>();
    final Neighbours neighbours;

    final Requests requests = new Requests(this);
    private final Inspection inspection = new Inspection(this);
    private final BusRequests busRequests = new BusRequests(this);
    final Postponed postponed = new Postponed(this);
    private final Holds holds;
    final Candidacies candidacies = new Candidacies(this);

    /**
     * A supervisor yet to be started.
     *
     * @param above its own end, as its parent will see it; null for a root
     * @param asChild its node, as its parent has it; null for a root
     */
    SupervisorRuntime(
            SupervisionSystem system,
            String path,
            SupervisorSpec spec,
            CrashHistory.@Nullable End above,
            @Nullable Supplier<TreeNode> asChild) {
        this.system = system;
        this.path = path;
        this.mailbox = system.newMailbox();
        this.up = system.reports().promise();
        this.ended = system.reports().promise();
        this.core = Core.of(spec);
        this.neighbours = Neighbours.of(spec, system.eventLoops());
        this.asChild = asChild;
        this.telling = new Telling(this, core, above);
        this.holds = new Holds(this, core);
    }

    SupervisionSystem system() {
        return system;
    }

    /** It as its users see it. */
    SupervisorApi api() {
        return api;
    }

    boolean isRunning() {
        return running;
    }

    boolean hasBeenUp() {
        return beenUp;
    }

    String path() {
        return path;
    }

    String pathOf(String id) {
        return path.equals("/") ? "/" + id : path + "/" + id;
    }

    /** In place of a start: there is no Vert.x to run on. */
    Future<Supervisor> refuseStart() {
        ended(ExitReason.crashed(closed()));
        return up.future();
    }

    Future<Supervisor> start() {
        if (system.list(this)) {
            boolean posted = post(() -> {
                busRequests.listen();
                carryOut(core.start(System.nanoTime()));
            });
            if (!posted) {
                return refuseStart();
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
            system.threads().run(mailbox, task);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /** As {@link #post}, but here and now where nobody else has a turn: for what is soon done. */
    boolean postHere(Runnable task) {
        try {
            system.threads().runHere(mailbox, task);
            return true;
        } catch (RejectedExecutionException closed) {
            return false;
        }
    }

    /** News of a child, which its supervisor hears on the thread that brings it, if it can; nobody does when Vert.x is closed. */
    void hear(Runnable news) {
        postHere(news);
    }

    SupervisionException closed() {
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

    void carryOut(List<Command> commands) {
        for (Command command : commands) {
            try {
                command.accept(this);
            } catch (Throwable t) {
                failed(command, t);
            }
        }
        holds.follow();
        telling.flush();
    }

    /** The code of a plugin has a part in commands: what it throws must not lose those that come after. */
    private void failed(Command command, Throwable cause) {
        system.reports()
                .stray(path, "it could not carry out " + command.getClass().getSimpleName(), cause);
        if (command instanceof Command.StartChild start) {
            ChildRef ref = start.ref();
            Running begun = children.remove(ref);
            if (begun != null) {
                settle(() -> begun.stop(Shutdown.BRUTAL_KILL));
            }
            ExitReason reason = StartFailure.of(pathOf(ref.id()), StartFailure.message(cause), cause);
            post(() -> carryOut(core.startFailed(ref, reason, System.nanoTime())));
        }
    }

    // News from the children, already on the mailbox

    void started(Running child, ChildRef ref) {
        byId.list(child);
        holds.started(child.spec(), ref);
        neighbours.started(child);
        carryOut(core.started(ref, System.nanoTime()));
    }

    /** Its next incarnation has its event loop again, so that no other thread has to wake up for it. */
    void down(Running child, ChildRef ref, boolean wasUp, ExitReason reason, @Nullable Object eventLoop) {
        children.remove(ref, child);
        neighbours.keep(ref.id(), eventLoop);
        long now = System.nanoTime();
        carryOut(wasUp ? core.exited(ref, reason, now) : core.startFailed(ref, reason, now));
        neighbours.filled();
        holds.gone(child.spec(), ref);
    }

    /** A child has ended, which its supervisor is told as well; from any thread. */
    void left(ChildSpec child, ChildRef ref, ExitReason reason) {
        holds.left(child, ref, reason);
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
        Running runner = Running.of(this, child, ref);
        if (runner == null) {
            String why = "nothing here can run " + child.start().description();
            ExitReason reason = StartFailure.of(pathOf(ref.id()), why, null);
            post(() -> carryOut(core.startFailed(ref, reason, System.nanoTime())));
            return;
        }
        children.put(ref, runner);
        runner.start(neighbours.eventLoopFor(ref.id(), child, children.size()));
    }

    @Override
    public void stopChild(Command.StopChild command) {
        Running child = children.get(command.ref());
        if (child != null) {
            holds.stops(command.ref());
            child.stop(command.shutdown());
        }
    }

    @Override
    public void tryAgain(Command.TryAgain command) {
        Runnable task = () -> carryOut(core.tryAgain(command.ref(), System.nanoTime()));
        if (command.delay().isZero()) {
            post(task);
        } else {
            postponed.delay(command, task);
        }
    }

    @Override
    public void await(Command.Await command) {
        ChildRef ref = command.ref();
        postponed.await(
                command,
                () -> carryOut(core.answered(ref, System.nanoTime())),
                why -> carryOut(core.unanswered(ref, StartFailure.of(pathOf(ref.id()), why, null), System.nanoTime())));
    }

    @Override
    public void forget(Command.Forget command) {
        postponed.forget(command.ref());
    }

    @Override
    public void place(Command.Place command) {
        candidacies.carryOut(command);
    }

    @Override
    public void up(Command.Up command) {
        upSince = System.nanoTime();
        running = true;
        beenUp = true;
        telling.flushNow();
        up.tryComplete(api);
    }

    @Override
    public void ended(Command.Ended command) {
        ended(command.reason());
    }

    private void ended(ExitReason reason) {
        running = false;
        over = true;
        telling.ended();
        busRequests.close();
        postponed.close();
        holds.close();
        system.unlist(this);
        telling.flushNow();
        settle(() -> up.tryFail(StartFailure.of(path, reason)));
        settle(() -> ended.tryComplete(reason));
    }

    @Override
    public void reply(Command.Reply command) {
        // Who is answered may ask what was told.
        telling.flush();
        requests.reply(command.request(), command.child() == null ? null : children.get(command.child()));
    }

    @Override
    public void refuse(Command.Refuse command) {
        requests.refuse(command);
    }

    @Override
    public void report(Command.Report command) {
        telling.report(command);
    }

    void tell(EventKind kind, ChildRunner child, ExitReason reason) {
        telling.tell(kind, child, reason);
    }

    CrashHistory.End endOf(ChildRef child) {
        return telling.endOf(child);
    }

    // For whom it belongs to

    Children byId() {
        return byId;
    }

    Future<ExitReason> stop() {
        stop(ExitReason.SHUTDOWN);
        return ended.future();
    }

    void stop(ExitReason reason) {
        post(() -> carryOut(core.stop(reason, System.nanoTime())));
    }

    void kill(ExitReason reason) {
        post(() -> carryOut(core.kill(reason, System.nanoTime())));
    }

    Future<ExitReason> ended() {
        return ended.future();
    }

    Future<TreeNode> tree(int mostChildren) {
        return subtree(mostChildren, () -> inspection.top(state(), upSince, asChild));
    }

    private ChildState state() {
        if (over) {
            return ChildState.STOPPED;
        }
        if (core.isEnding()) {
            return ChildState.STOPPING;
        }
        return running ? ChildState.RUNNING : ChildState.STARTING;
    }

    /** A node with the children of this supervisor, both in its turn. */
    Future<TreeNode> subtree(int mostChildren, Supplier<TreeNode> self) {
        Promise<TreeNode> promise = Promise.promise();
        boolean posted = post(() ->
                inspection.subtree(core.children(), mostChildren, self.get()).onComplete(promise));
        if (!posted) {
            promise.fail(closed());
        }
        return promise.future();
    }

    Inspection inspection() {
        return inspection;
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
