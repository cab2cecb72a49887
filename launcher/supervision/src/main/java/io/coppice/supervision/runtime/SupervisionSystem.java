package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.CrashReport;
import io.coppice.supervision.MessageMask;
import io.coppice.supervision.SpecReader;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.HandledMessage;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** All supervisors of one Vert.x, by path, and all workers, by deployment. */
public final class SupervisionSystem implements Supervision, Shareable {

    private static final String KEY = "coppice.supervision";

    private final Vertx vertx;
    private final Reports reports;
    private final Masking masking;
    private final MessageInHand messages;
    private final HeldMessages heldMessages;
    private final KilledSenders killedSenders;
    private final ConcurrentMap<String, SupervisorRuntime> supervisors = new ConcurrentHashMap<>();
    /** Those without a parent. */
    private final Set<SupervisorRuntime> roots = ConcurrentHashMap.newKeySet();

    private final ConcurrentMap<String, ChildRunner> workers = new ConcurrentHashMap<>();
    /** Killed, and still in their code: each holds a thread, so there are not many. */
    private final Set<ChildRunner> abandoned = ConcurrentHashMap.newKeySet();

    private final SupervisorThreads threads;
    private final Deadlines deadlines;
    private final BlockedThreads blockedThreads;
    private final CatchAll catchAll;
    private volatile @Nullable SpecReader specReader;

    private SupervisionSystem(Vertx vertx) {
        this.vertx = vertx;
        this.threads = new SupervisorThreads(vertx);
        this.reports = new Reports(vertx, threads.newEvents());
        this.masking = new Masking(reports);
        this.messages = new MessageInHand(vertx, masking);
        this.heldMessages = new HeldMessages(vertx, reports);
        this.deadlines = new Deadlines(vertx, newMailbox());
        this.killedSenders = new KilledSenders(vertx, messages, deadlines);
        this.blockedThreads = new BlockedThreads(this);
        this.catchAll = new CatchAll(this, workers.values());
        VertxInternals.beforeClose(vertx, this::stopRoots);
    }

    /** The one of this Vert.x, made when it is first asked for. */
    public static SupervisionSystem of(Vertx vertx) {
        LocalMap<String, SupervisionSystem> map = vertx.sharedData().getLocalMap(KEY);
        return map.computeIfAbsent(KEY, key -> new SupervisionSystem(vertx));
    }

    /**
     * Starts a supervisor that has no parent.
     *
     * @param path {@code /}, or a path of its own for a second tree
     */
    public Future<Supervisor> startRoot(String path, SupervisorSpec spec) {
        SupervisorRuntime root = new SupervisorRuntime(this, path, spec, null, null);
        roots.add(root);
        // Asked after that, so that one whose start is not refused is among those that closing stops.
        Future<Supervisor> up = VertxInternals.isClosing(vertx) ? root.refuseStart() : root.start();
        return VertxInternals.onContext(vertx, up);
    }

    /** Closing Vert.x ends every tree in its own order first. */
    private Future<?> stopRoots() {
        List<Future<?>> stops =
                roots.stream().<Future<?>>map(SupervisorRuntime::stop).toList();
        return Future.join(stops).eventually(() -> {
            catchAll.close();
            return threads.close();
        });
    }

    private static String parentOf(String path) {
        int slash = path.lastIndexOf('/');
        return slash <= 0 ? "/" : path.substring(0, slash);
    }

    Vertx vertx() {
        return vertx;
    }

    /** How many there are. */
    int eventLoops() {
        return VertxInternals.eventLoops(vertx).size();
    }

    Reports reports() {
        return reports;
    }

    MessageInHand messages() {
        return messages;
    }

    CatchAll catchAll() {
        return catchAll;
    }

    BlockedThreads blockedThreads() {
        return blockedThreads;
    }

    Deadlines deadlines() {
        return deadlines;
    }

    KilledSenders killedSenders() {
        return killedSenders;
    }

    HeldMessages heldMessages() {
        return heldMessages;
    }

    Context newMailbox() {
        return threads.newMailbox();
    }

    SupervisorThreads threads() {
        return threads;
    }

    /** False when there is one with this path. */
    boolean list(SupervisorRuntime supervisor) {
        return supervisors.putIfAbsent(supervisor.path(), supervisor) == null;
    }

    void unlist(SupervisorRuntime supervisor) {
        supervisors.remove(supervisor.path(), supervisor);
        roots.remove(supervisor);
    }

    void register(String deploymentId, ChildRunner worker) {
        workers.put(deploymentId, worker);
        worker.owner.byId().enter(worker);
    }

    void unregister(String deploymentId) {
        ChildRunner worker = workers.remove(deploymentId);
        if (worker != null) {
            worker.owner.byId().leave(worker);
        }
    }

    /** The child whose verticle, or one below it, has this context; null for a context of nobody's here. */
    @Nullable
    ChildRunner childOf(Context context) {
        return VertxInternals.nearest(context, workers::get);
    }

    void abandon(ChildRunner child) {
        abandoned.add(child);
    }

    void noLongerAbandoned(ChildRunner child) {
        abandoned.remove(child);
    }

    /** Those below the supervisor with this path. */
    List<ChildRunner> abandoned(String parent) {
        return abandoned.stream()
                .filter(child -> parentOf(child.path()).equals(parent))
                .toList();
    }

    @Override
    public Optional<Supervisor> supervisor(String path) {
        return Optional.ofNullable(supervisors.get(path)).map(SupervisorRuntime::api);
    }

    @Override
    public Optional<Child> child(String path) {
        return path.equals("/")
                ? Optional.empty()
                : supervisor(parentOf(path)).flatMap(parent -> parent.child(path.substring(path.lastIndexOf('/') + 1)));
    }

    /** As {@link #child}, also a worker that is starting or stopping. */
    public Optional<Child> childOrStarting(String path) {
        return child(path)
                .or(() -> Optional.ofNullable(supervisors.get(parentOf(path)))
                        .flatMap(parent -> parent.byId().present(path.substring(path.lastIndexOf('/') + 1))));
    }

    @Override
    public Optional<Child> self() {
        return running().map(worker -> worker);
    }

    /** As {@link #self}. */
    Optional<Running> running() {
        Context context = Vertx.currentContext();
        String id = context == null ? null : context.deploymentID();
        return id == null ? Optional.empty() : Optional.ofNullable(workers.get(id));
    }

    @Override
    public String siblingPath(String name) {
        if (name.startsWith("/")) {
            return name;
        }
        String self = self().orElseThrow(() -> new IllegalStateException(
                        "\"" + name + "\" is relative, and the calling code is not a supervised verticle's"))
                .path();
        String parent = parentOf(self);
        return parent.equals("/") ? "/" + name : parent + "/" + name;
    }

    @Override
    public void readSpecsWith(SpecReader reader) {
        specReader = reader;
    }

    Optional<SpecReader> specReader() {
        return Optional.ofNullable(specReader);
    }

    @Override
    public void maskWith(MessageMask mask) {
        masking.use(mask);
    }

    @Override
    public HandledMessage handled(String address, @Nullable Object body) {
        return new HandledMessage(address, masking.textOf(address, body));
    }

    @Override
    public void keepCrashes(int most) {
        reports.history().keep(most);
    }

    @Override
    public List<CrashReport> crashes(int most) {
        return reports.history().newest(most);
    }

    @Override
    public Runnable listen(Consumer<SupervisionEvent> listener) {
        return reports.listen(listener);
    }
}
