package io.coppice.infosys.service;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.infosys.backends.Backend;
import io.coppice.infosys.backends.Backends;
import io.coppice.infosys.question.AnswerCache;
import io.coppice.infosys.question.Findings;
import io.coppice.infosys.question.Question;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Tasks;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verticle that takes questions. Equal questions that come while one is under way are answered with it.
 *
 * <p>Configuration: {@code backends}, in milliseconds {@code deadline} (2000), {@code max_answers} (5), {@code cache_seconds} (600),
 * {@code cache_size} (1000), {@code max_failures} (3) after which a backend is left alone for {@code pause_seconds} (30). Its sibling
 * {@code questions} must be a dynamic supervisor.
 */
public final class InformationSystem extends VerticleBase {

    /** Its address. */
    public static final String ADDRESS = "infosys";

    /** Different questions that are looked into at a time. */
    private static final int MOST_UNDER_WAY = 100;

    /** Requests that wait for them. */
    private static final int MOST_WAITING = 10_000;

    private static final Logger LOG = LoggerFactory.getLogger(InformationSystem.class);

    private final InstantSource clock;
    private final Map<String, Future<Findings>> underWay = new HashMap<>();
    private final Set<Message<JsonObject>> waiting = new HashSet<>();

    public InformationSystem() {
        this(InstantSource.system());
    }

    InformationSystem(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        ComponentConfig config = new ComponentConfig(config(), Settings.KEYS);
        Settings settings = Settings.of(config);
        Supervision supervision = Supervision.of(vertx);
        Child self = supervision.self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        List<Backend> backends = Backends.of(config, vertx, settings.deadline());
        backends.forEach(
                backend -> backend.why().ifPresent(why -> LOG.warn("backend {} is off: {}", backend.name(), why)));
        Tasks tasks = Tasks.in(vertx, supervision.siblingPath("questions"));
        Panel panel = new Panel(tasks, settings.deadline(), clock, backends, settings::circuit);
        AnswerCache cache = settings.cache();
        Service.serve(vertx, ADDRESS, message -> receive(message, self, panel, cache, settings));
        self.ended().onComplete(reason -> context.runOnContext(v -> abandon()));
        return Future.succeededFuture();
    }

    private void receive(Message<JsonObject> message, Child self, Panel panel, AnswerCache cache, Settings settings) {
        if (!self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the information system is being restarted");
            return;
        }
        try {
            String action = Service.text(message.body(), "action");
            switch (action) {
                case "ask" -> ask(message, panel, cache, settings);
                case "backends" -> message.reply(new JsonObject().put("backends", panel.state()));
                default -> throw new IllegalArgumentException("\"action\" must be ask or backends, not " + action);
            }
        } catch (IllegalArgumentException wrong) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(wrong.getMessage()));
        }
    }

    private void ask(Message<JsonObject> message, Panel panel, AnswerCache cache, Settings settings) {
        Question question = new Question(Service.text(message.body(), "question"));
        int limit = limit(message.body(), settings.mostAnswers());
        Instant begun = clock.instant();
        Optional<Findings> known = cache.find(question, begun);
        if (known.isPresent()) {
            message.reply(reply(question, known.get(), limit, begun).put("cached", true));
            return;
        }
        if (waiting.size() >= MOST_WAITING) {
            Failure.OVERLOADED.reply(message, MOST_WAITING + " requests wait already");
            return;
        }
        Future<Findings> found = find(question, panel, cache);
        waiting.add(message);
        found.onComplete(done -> {
            if (!waiting.remove(message)) {
                return;
            }
            if (done.succeeded()) {
                message.reply(reply(question, done.result(), limit, begun).put("cached", false));
            } else {
                refuse(message, done.cause());
            }
        });
    }

    private static int limit(JsonObject request, int most) {
        Object limit = request.getValue("limit", most);
        if (limit instanceof Integer number && number >= 1 && number <= most) {
            return number;
        }
        throw new IllegalArgumentException("limit must be a whole number from 1 to " + most + ", not " + limit);
    }

    private Future<Findings> find(Question question, Panel panel, AnswerCache cache) {
        Future<Findings> same = underWay.get(question.key());
        if (same != null) {
            return same;
        }
        if (underWay.size() >= MOST_UNDER_WAY) {
            return Future.failedFuture(
                    Failure.OVERLOADED.exception(MOST_UNDER_WAY + " questions are looked into already"));
        }
        Future<Findings> asked = panel.ask(question);
        underWay.put(question.key(), asked);
        return asked.onComplete(done -> underWay.remove(question.key()))
                .onSuccess(findings -> cache.keep(question, findings, clock.instant()));
    }

    private JsonObject reply(Question question, Findings findings, int limit, Instant begun) {
        return new JsonObject()
                .put("question", question.text())
                .mergeIn(findings.toJson(limit))
                .put("ms", Duration.between(begun, clock.instant()).toMillis());
    }

    private static void refuse(Message<JsonObject> message, Throwable cause) {
        Failure failure = cause instanceof SupervisionException refused
                ? refused.code() == Refusal.MAX_CHILDREN ? Failure.OVERLOADED : Failure.UNAVAILABLE
                : Failure.of(cause).orElse(Failure.FAILED);
        failure.reply(message, String.valueOf(cause.getMessage()));
    }

    /** Vert.x brings an ended verticle no more replies, so those who asked would wait in vain. */
    private void abandon() {
        waiting.forEach(message -> Failure.UNAVAILABLE.reply(message, "the information system is being restarted"));
        waiting.clear();
    }
}
