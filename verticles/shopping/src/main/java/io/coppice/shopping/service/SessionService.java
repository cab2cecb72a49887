package io.coppice.shopping.service;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.shopping.database.StoredSessions;
import io.coppice.shopping.session.Commands;
import io.coppice.shopping.session.Session;
import io.coppice.shopping.session.SessionKey;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verticle that others talk to: it finds or starts the process of a session, and passes on what is asked of it.
 *
 * <p>Configuration: {@code idle_seconds} (1800), after which a session in which nothing happens is forgotten. Its sibling
 * {@code sessions} must be a dynamic supervisor.
 */
public final class SessionService extends VerticleBase {

    /** Its address. */
    public static final String ADDRESS = "shopping.session";

    private static final Logger LOG = LoggerFactory.getLogger(SessionService.class);

    private final InstantSource clock;
    /** What is not answered yet; bounded by what each session and the database let wait. */
    private final Set<Message<JsonObject>> underWay = Collections.newSetFromMap(new IdentityHashMap<>());

    public SessionService() {
        this(InstantSource.system());
    }

    SessionService(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        ComponentConfig config = new ComponentConfig(config(), List.of("idle_seconds"));
        Duration idle = Duration.ofSeconds(config.whole("idle_seconds", 1_800, 1, 30 * 86_400));
        Supervision supervision = Supervision.of(vertx);
        Child self = supervision.self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        Sessions sessions = new Sessions(vertx, supervision.siblingPath("sessions"), self.path(), idle, clock);
        StoredSessions stored = new StoredSessions(vertx, self.path());
        // Those whose processes did not come back with the node: nobody else would ever forget them.
        vertx.setPeriodic(Math.min(60_000, idle.toMillis()), timer -> sweep(stored, idle));
        Service.serve(vertx, ADDRESS, message -> receive(message, self, sessions));
        self.ended().onComplete(reason -> context.runOnContext(v -> abandon()));
        return Future.succeededFuture();
    }

    /** After twice the time, as those whose processes run forget themselves. */
    private void sweep(StoredSessions stored, Duration idle) {
        stored.sweep(clock.instant().minus(idle.multipliedBy(2)))
                .onSuccess(expired -> {
                    if (expired > 0) {
                        LOG.debug("{} sessions have expired", expired);
                        sweep(stored, idle);
                    }
                })
                .onFailure(cause -> LOG.debug("expired sessions are forgotten later", cause));
    }

    private void receive(Message<JsonObject> message, Child self, Sessions sessions) {
        // From its exit on, too, which its supervisor carries out a moment later: the next one takes what comes.
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the service of sessions has ended, or is not up yet");
            return;
        }
        try {
            Future<JsonObject> answer = answer(message.body(), sessions);
            underWay.add(message);
            answer.onComplete(done -> underWay.remove(message))
                    .onSuccess(message::reply)
                    .onFailure(cause -> refuse(message, cause));
        } catch (IllegalArgumentException wrong) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(wrong.getMessage()));
        }
    }

    private Future<JsonObject> answer(JsonObject request, Sessions sessions) {
        String action = String.valueOf(request.getValue("action"));
        String key = new SessionKey(Service.text(request, "key")).value();
        return switch (action) {
            case "start" ->
                sessions.begin(
                        Session.begin(Commands.start(request, UUID.randomUUID().toString(), clock.instant())));
            case "sale" -> sessions.sale(key);
            case "checkout" -> sessions.checkout(key, request);
            default -> sessions.ask(key, request);
        };
    }

    /** Vert.x brings an ended verticle no more replies, so those who asked would wait in vain. */
    private void abandon() {
        underWay.forEach(message -> Failure.UNKNOWN_OUTCOME.reply(
                message, "the service of sessions ended meanwhile, look before you send it again"));
        underWay.clear();
    }

    /** With the code of whoever refused it; anything else has an outcome that nobody knows. */
    private static void refuse(Message<JsonObject> message, Throwable cause) {
        Failure failure = Failure.isUndone(cause)
                ? Failure.UNAVAILABLE
                : Failure.of(cause).orElse(Failure.UNKNOWN_OUTCOME);
        String why = cause instanceof ReplyException ? String.valueOf(cause.getMessage()) : cause.toString();
        failure.reply(message, why);
    }
}
