package io.coppice.shopping.service;

import io.coppice.component.bus.ClusterNames;
import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.shopping.database.StoredSessions;
import io.coppice.shopping.session.Session;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.coppice.supervision.spec.RestartType;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * All sessions: finds the process of one, on whichever node it is, and starts it here where something is kept of it and it does not
 * run.
 *
 * <p>The supervisor starts no two processes of one name, so of two who ask at once one starts it and the other finds it.
 */
final class Sessions {

    /** Longer than a session takes to answer, with its own request to the database. */
    private static final Duration LIMIT = Duration.ofSeconds(8);

    /** Of what another node is asked, and may be asked again. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final String supervisorPath;
    private final Duration idle;
    private final InstantSource clock;
    private final Requests requests;
    private final ClusterNames names;
    private final StoredSessions stored;

    Sessions(Vertx vertx, String supervisorPath, String owner, Duration idle, InstantSource clock) {
        this.vertx = vertx;
        this.supervisorPath = supervisorPath;
        this.idle = idle;
        this.clock = clock;
        this.requests = new Requests(vertx);
        this.names = SessionServer.names(vertx);
        this.stored = new StoredSessions(vertx, owner);
    }

    /** Starts a session; fails with {@link Failure#TAKEN} where there is one of its name. */
    Future<JsonObject> begin(Session begun) {
        return stored.start(begun)
                .compose(kept -> startProcess(begun.key(), Optional.of(begun)).recover(cause -> notUp(begun, cause)))
                .map(up -> begun.toJson());
    }

    /** A session that is kept has begun: whoever asks for it next brings it up, unless there is no room for it. */
    private Future<Void> notUp(Session begun, Throwable cause) {
        return Failure.of(cause).equals(Optional.of(Failure.FULL))
                ? stored.expire(begun).compose(gone -> Future.failedFuture(cause))
                : Future.succeededFuture();
    }

    /** Asks a session something; fails with {@link Failure#NOT_FOUND} where there is none of this name. */
    Future<JsonObject> ask(String key, JsonObject request) {
        return requests.repeat(
                cause -> Failure.isUndone(cause) || (isRead(request) && Failure.isPassing(cause)),
                () -> names.registry().isElsewhere(key)
                        ? askElsewhere(key, request)
                        : send(key, request)
                                .recover(cause -> isNobody(cause)
                                        ? bringBack(key).compose(up -> send(key, request))
                                        : Future.failedFuture(cause)));
    }

    private static boolean isRead(JsonObject request) {
        return "get".equals(request.getValue("action"));
    }

    private Future<JsonObject> askElsewhere(String key, JsonObject request) {
        Duration limit = isRead(request) ? READ_LIMIT : LIMIT;
        return names.registry()
                .<JsonObject>request(key, request, new DeliveryOptions().setSendTimeout(limit.toMillis()))
                .map(reply -> reply.body());
    }

    /**
     * Ends a session with a sale. To ask for it twice does no harm: there is one sale a session, and where that is made already, it
     * is the answer; not that of an earlier session of this name.
     */
    Future<JsonObject> checkout(String key, JsonObject request) {
        boolean[] maybeSold = {false};
        return requests.repeat(
                        cause -> {
                            maybeSold[0] |= isDoubtful(cause);
                            return isDoubtful(cause);
                        },
                        () -> ask(key, request))
                .recover(cause -> isNotFound(cause) ? found(key, stored.lastSale(key)) : Future.failedFuture(cause))
                .recover(cause -> Future.failedFuture(
                        maybeSold[0] && !isNotFound(cause) && !isDoubtful(cause)
                                ? Failure.UNKNOWN_OUTCOME.exception(
                                        "the session may be sold; look before you try again: " + cause.getMessage())
                                : cause));
    }

    /** The newest sale under a name. */
    Future<JsonObject> sale(String key) {
        return found(key, stored.sale(key));
    }

    private static Future<JsonObject> found(String key, Future<Optional<JsonObject>> sale) {
        return sale.compose(there -> there.map(Future::succeededFuture)
                .orElseGet(() -> Future.failedFuture(
                        Failure.NOT_FOUND.exception("there is neither a session nor a sale named " + key))));
    }

    private static boolean isNotFound(Throwable cause) {
        return Failure.of(cause).equals(Optional.of(Failure.NOT_FOUND));
    }

    private Future<JsonObject> send(String key, JsonObject request) {
        return requests.send(SessionServer.address(key), request, LIMIT);
    }

    private static boolean isNobody(Throwable cause) {
        return cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
    }

    private static boolean isDoubtful(Throwable cause) {
        return Failure.of(cause)
                .map(failure -> failure == Failure.UNKNOWN_OUTCOME)
                .orElse(true);
    }

    /** After the crash of its supervisor, or of the node. Nothing is started where nothing is kept. */
    private Future<Void> bringBack(String key) {
        return stored.find(key)
                .compose(found -> found.isPresent()
                        ? startProcess(key, found)
                        : Future.failedFuture(Failure.NOT_FOUND.exception("there is no session named " + key)));
    }

    /** @param known the session as it is kept at this moment: the first process need not read it again, those after it do */
    private Future<Void> startProcess(String key, Optional<Session> known) {
        Optional<Supervisor> supervisor = Supervision.of(vertx).supervisor(supervisorPath);
        if (supervisor.isEmpty()) {
            return Future.failedFuture(Failure.UNAVAILABLE.exception("the sessions' supervisor is being restarted"));
        }
        AtomicReference<Optional<Session>> first = new AtomicReference<>(known);
        DeploymentOptions options = new DeploymentOptions().setClassLoader(SessionServer.class.getClassLoader());
        VerticleStart start = VerticleStart.of(
                        "java:" + SessionServer.class.getName(),
                        () -> new SessionServer(key, first.getAndSet(Optional.empty()), supervisorPath, idle, clock))
                .withOptions(options);
        return names.mayStart()
                .compose(may ->
                        supervisor.get().startChild(ChildSpec.of(key, start).withRestart(RestartType.TRANSIENT)))
                .recover(Sessions::described)
                .mapEmpty();
    }

    private static <T> Future<T> described(Throwable cause) {
        if (!(cause instanceof SupervisionException refused)) {
            return Future.failedFuture(cause);
        }
        if (refused.code() == Refusal.MAX_CHILDREN) {
            return Future.failedFuture(Failure.FULL.exception("there are as many sessions as there may be"));
        }
        // Somebody else has started it, or it is being restarted, or its supervisor is: it is there in a moment.
        return Future.failedFuture(Failure.UNAVAILABLE.exception("the session is not up: " + cause.getMessage()));
    }
}
