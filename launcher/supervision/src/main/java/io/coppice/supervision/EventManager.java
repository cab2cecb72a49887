package io.coppice.supervision;

import io.coppice.supervision.InstalledHandler.Link;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A worker that gives events to handlers, which come and go: Elixir's {@code GenEvent}, in which no handler harms another.
 *
 * <pre>{@code
 * EventManager<String> events = EventManager.of(vertx, "events");
 * Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.ONE_FOR_ONE, events.spec()))
 *         .compose(up -> events.addHandler("log", EventHandler.of(System.out::println)))
 *         .compose(added -> events.syncNotify("hello"));
 * }</pre>
 *
 * <p>This object is its name: it stays when the worker is restarted, which begins anew without handlers; whoever has a
 * linked handler or a stream is told. Events, calls and changes of handlers are dealt with one at a time in order of
 * arrival. An event goes to all handlers at once, in the order in which they were added, and is done when all have handled
 * it. A handler that throws, fails, or takes longer than the manager allows is removed and logged.
 *
 * <p>What is asked fails at once with {@link SupervisionException} where the worker does not run ({@code NOT_FOUND}), ends
 * before ({@code SHUTTING_DOWN}), or has {@value #MOST_WAITING} events and calls waiting ({@code OVERLOADED}); and after
 * 30 s, or as the caller says, with a {@link java.util.concurrent.TimeoutException}, though it may still be done.
 */
public final class EventManager<E> {

    /** How long a handler may take for one event or call where the manager does not say. */
    public static final Duration DEFAULT_HANDLER_TIMEOUT = Duration.ofSeconds(5);

    /** How long an answer is waited for where the caller does not say. */
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    /** So many events and calls may wait. */
    public static final int MOST_WAITING = WorkerName.MOST_WAITING;

    /** So many handlers and streams there may be; more are refused with {@code OVERLOADED}. */
    public static final int MOST_HANDLERS = 10_000;

    private final Vertx vertx;
    private final WorkerName<EventManagerState<E>> name;
    private final Duration handlerTimeout;
    private final AtomicLong streams = new AtomicLong();

    private EventManager(Vertx vertx, String id, Duration handlerTimeout) {
        this.vertx = vertx;
        this.name = new WorkerName<>(vertx, "event manager", id);
        this.handlerTimeout = handlerTimeout;
    }

    /** A manager that does not run yet: its {@link #spec} is to be given to one supervisor. */
    public static <E> EventManager<E> of(Vertx vertx, String id) {
        return of(vertx, id, DEFAULT_HANDLER_TIMEOUT);
    }

    /**
     * As {@link #of(Vertx, String)}.
     *
     * @param handlerTimeout how long a handler may take for one event or call; more than zero
     */
    public static <E> EventManager<E> of(Vertx vertx, String id, Duration handlerTimeout) {
        if (handlerTimeout.isZero() || handlerTimeout.isNegative()) {
            throw new IllegalArgumentException("handlerTimeout must be more than zero, not " + handlerTimeout);
        }
        return new EventManager<>(vertx, id, handlerTimeout);
    }

    /** Starts a manager as a new child of a supervisor. */
    public static <E> Future<EventManager<E>> start(Vertx vertx, Supervisor supervisor, String id) {
        EventManager<E> manager = of(vertx, id);
        return supervisor.startChild(manager.spec()).map(child -> manager);
    }

    /** The manager as a permanent child; it starts as often as its supervisor wants, but runs once at a time. */
    public ChildSpec spec() {
        return name.spec("EventManager", () -> new EventManagerState<>(handlerTimeout));
    }

    /** Gives an event to all handlers, some time; completes at once, and fails where the event is not accepted. */
    public Future<Void> notify(E event) {
        Future<Void> handled = name.call((state, answer) -> state.queue(answer, () -> state.handle(event)));
        return handled.failed() ? handled : Future.succeededFuture();
    }

    /** Gives an event to all handlers; completes when each has handled it, or was removed because it could not. */
    public Future<Void> syncNotify(E event) {
        return syncNotify(event, DEFAULT_TIMEOUT);
    }

    public Future<Void> syncNotify(E event, Duration timeout) {
        return name.call(timeout, (state, answer) -> state.queue(answer, () -> state.handle(event)));
    }

    /** Adds a handler; fails with {@code ALREADY_PRESENT} where there is one with this id. */
    public Future<Void> addHandler(String id, EventHandler<? super E> handler) {
        return add(id, handler, null);
    }

    /**
     * Adds a handler that belongs to a child: it is removed when the child ends. GenEvent's {@code add_mon_handler}.
     *
     * @param removed called once on the child's context when the handler is gone for any other reason; what it throws
     *     crashes the child
     */
    public Future<Void> addLinkedHandler(
            String id, EventHandler<? super E> handler, Child owner, Consumer<ExitReason> removed) {
        Context context = owner.context().orElseGet(vertx::getOrCreateContext);
        return add(id, handler, new Link(owner, context, removed));
    }

    private Future<Void> add(String id, EventHandler<? super E> handler, @Nullable Link link) {
        return name.call(DEFAULT_TIMEOUT, (state, answer) -> state.queue(answer, () -> state.add(id, handler, link)));
    }

    /** Removes a handler; fails with {@code NOT_FOUND} where there is none with this id. */
    public Future<Void> removeHandler(String id) {
        return name.call(DEFAULT_TIMEOUT, (state, answer) -> state.queue(answer, () -> state.remove(id)));
    }

    /** What one handler answers to a request. */
    public Future<@Nullable Object> call(String id, Object request) {
        return call(id, request, DEFAULT_TIMEOUT);
    }

    public Future<@Nullable Object> call(String id, Object request, Duration timeout) {
        return name.call(timeout, (state, answer) -> state.queue(answer, () -> state.ask(id, request)));
    }

    /** The ids of the handlers, in the order in which they were added. */
    public Future<List<String>> whichHandlers() {
        return name.call(DEFAULT_TIMEOUT, (state, answer) -> state.queue(answer, state::which));
    }

    /** As {@link #stream(int)}, with {@value EventStream#DEFAULT_BUFFER}. */
    public Future<EventStream<E>> stream() {
        return stream(EventStream.DEFAULT_BUFFER);
    }

    /**
     * All events from now on as a stream on the caller's context, which it never holds back the manager for. Where a
     * supervised verticle calls this, the stream goes with that verticle.
     *
     * @param buffer so many events wait for a slow reader; those beyond are lost, and it is told how many
     */
    public Future<EventStream<E>> stream(int buffer) {
        String id = "stream-" + streams.incrementAndGet();
        Context context = vertx.getOrCreateContext();
        EventStream<E> stream =
                new EventStream<>(context, buffer, () -> removeHandler(id).mapEmpty());
        @Nullable Child owner = Supervision.of(vertx).self().orElse(null);
        return add(id, EventHandler.of(stream::offer), new Link(owner, context, end -> stream.end()))
                .map(stream);
    }

    /** Ends it with {@code normal}; its supervisor then decides as usual, so a permanent one starts again. */
    public Future<ExitReason> stop() {
        return stop(ExitReason.NORMAL, DEFAULT_TIMEOUT);
    }

    public Future<ExitReason> stop(ExitReason reason, Duration timeout) {
        return name.stop(reason, timeout);
    }

    /** {@code event manager events} */
    @Override
    public String toString() {
        return name.toString();
    }
}
