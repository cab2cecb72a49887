package io.coppice.supervision.campaign;

import io.coppice.supervision.Supervision;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Asks one cell after another, checks each answer, and takes nothing for a failure but what says that the request was not
 * handled.
 *
 * <p>So it knows exactly what the next answer of a cell must be: one more than the last, or 1 after a restart.
 */
final class Client extends VerticleBase {

    private record Seen(int incarnation, int count) {}

    /** What all clients of a campaign have found. */
    static final class Findings {
        final AtomicLong answers = new AtomicLong();
        final AtomicLong refusals = new AtomicLong();
        final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        final ConcurrentLinkedQueue<String> hung = new ConcurrentLinkedQueue<>();
    }

    private final int number;
    private final List<String> paths;
    private final Findings findings;
    private final DeliveryOptions options;
    private final Random random;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Promise<Void> done = Promise.promise();
    private volatile boolean enough;
    private int token;

    /** @param patience after this an answer counts as never to come */
    Client(int number, List<String> paths, Duration patience, Findings findings, long seed) {
        this.number = number;
        this.paths = paths;
        this.findings = findings;
        this.options = new DeliveryOptions().setSendTimeout(patience.toMillis());
        this.random = new Random(seed + number);
    }

    @Override
    public Future<?> start() {
        context.runOnContext(v -> next());
        return Future.succeededFuture();
    }

    /** Asks no more; completes when the last request is answered, and then every cell was asked once more. */
    Future<Void> finish() {
        enough = true;
        return done.future();
    }

    private void next() {
        if (enough) {
            askEach(0);
        } else {
            ask(paths.get(random.nextInt(paths.size()))).onComplete(answered -> soon(this::next));
        }
    }

    private void askEach(int index) {
        if (index == paths.size()) {
            done.complete();
            return;
        }
        ask(paths.get(index)).onComplete(answered -> {
            if (!answered.result()) {
                findings.wrong.add(paths.get(index) + " did not answer when all was over");
            }
            soon(() -> askEach(index + 1));
        });
    }

    /** Not at once: a refusal comes before the request returns, and a thousand in a row would be as many frames deep. */
    private void soon(Runnable task) {
        context.runOnContext(v -> task.run());
    }

    /** Whether there was an answer; it never fails. */
    private Future<Boolean> ask(String path) {
        JsonObject request = new JsonObject().put("client", number).put("token", ++token);
        return vertx.eventBus()
                .<JsonObject>request(path, request, options)
                .transform(result -> Future.succeededFuture(check(path, request, result)));
    }

    private boolean check(String path, JsonObject request, AsyncResult<Message<JsonObject>> result) {
        if (result.succeeded()) {
            findings.answers.incrementAndGet();
            checkAnswer(path, request, result.result().body());
            return true;
        }
        if (result.cause() instanceof ReplyException failure && failure.failureType() == ReplyFailure.NO_HANDLERS) {
            findings.refusals.incrementAndGet();
        } else if (result.cause() instanceof ReplyException failure
                && failure.failureType() == ReplyFailure.RECIPIENT_FAILURE
                && failure.failureCode() == Supervision.NOT_HANDLED) {
            // It had crashed when the message came to it.
            findings.refusals.incrementAndGet();
        } else if (result.cause() instanceof ReplyException failure
                && failure.failureType() == ReplyFailure.TIMEOUT
                && String.valueOf(failure.getMessage()).startsWith("Discarded the request")) {
            findings.refusals.incrementAndGet();
        } else {
            findings.hung.add(path + " " + request + ": " + result.cause());
        }
        return false;
    }

    private void checkAnswer(String path, JsonObject request, JsonObject answer) {
        Seen last = seen.getOrDefault(path, new Seen(0, 0));
        int incarnation = answer.getInteger("incarnation");
        int expected = incarnation == last.incarnation() ? last.count() + 1 : 1;
        JsonObject right = request.copy()
                .put("path", path)
                .put("incarnation", Math.max(incarnation, last.incarnation()))
                .put("count", expected);
        if (!answer.equals(right)) {
            findings.wrong.add(answer + ", not " + right);
        }
        seen.put(path, new Seen(incarnation, answer.getInteger("count")));
    }
}
