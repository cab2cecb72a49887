package io.coppice.language.contract;

import io.coppice.language.contract.EchoGuest.Crash;
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
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Keeps some requests to one child under way, crashes it now and then, and checks that each request ends, and with the right
 * answer or with word that it was not handled.
 */
final class CrashClient extends VerticleBase {

    private static final int UNDER_WAY = 4;
    /** Between an answer and the next request: there are many clients, and two cores. */
    private static final long PAUSE_MILLIS = 1;

    private static final int MOST_BETWEEN_CRASHES = 20;

    private final EchoGuest guest;
    private final Deque<Crash> crashes;
    private final Random random;
    private final DeliveryOptions options;
    private final CrashFindings findings = new CrashFindings();
    private final AnswerCheck check = new AnswerCheck();
    private final Promise<CrashFindings> done = Promise.promise();

    private int underWay = UNDER_WAY;
    private int token;
    private int answersToCrash;
    private @Nullable Crash crash;
    private long begun;
    private long notBack;

    /**
     * One that is yet to be started.
     *
     * @param crashes those of its child, in turn
     * @param patience after this a request, and a child that has crashed, counts as hung
     */
    CrashClient(EchoGuest guest, List<Crash> crashes, Duration patience, long seed) {
        this.guest = guest;
        this.crashes = new ArrayDeque<>(crashes);
        this.options = new DeliveryOptions().setSendTimeout(patience.toMillis());
        this.random = new Random(seed + guest.address().hashCode());
        this.answersToCrash = nextPause();
    }

    private int nextPause() {
        return 1 + random.nextInt(MOST_BETWEEN_CRASHES);
    }

    /** Completes when its child is back from the last crash, and no request is under way. */
    Future<CrashFindings> done() {
        return done.future();
    }

    @Override
    public Future<?> start() {
        for (int i = 0; i < UNDER_WAY; i++) {
            ask();
        }
        return Future.succeededFuture();
    }

    private void ask() {
        JsonObject body = new JsonObject().put("token", ++token);
        vertx.eventBus().request(guest.address() + ".next", body, options).onComplete(result -> {
            ended(body, result);
            if (crash == null && crashes.isEmpty()) {
                finish();
            } else {
                vertx.setTimer(PAUSE_MILLIS, timer -> ask());
            }
        });
    }

    private void finish() {
        underWay--;
        if (underWay == 0) {
            done.complete(findings);
        }
    }

    private void ended(JsonObject body, AsyncResult<Message<Object>> result) {
        if (result.succeeded()) {
            answered(body, result.result().body());
        } else if (wasNotHandled(result.cause())) {
            findings.refusal();
        } else {
            findings.hung(guest + " " + body + ": " + result.cause());
        }
    }

    /** Who was asked is gone, or has crashed, or had crashed before the message came to it. */
    private static boolean wasNotHandled(Throwable cause) {
        if (!(cause instanceof ReplyException failure)) {
            return false;
        }
        return switch (failure.failureType()) {
            case NO_HANDLERS -> true;
            case RECIPIENT_FAILURE ->
                failure.failureCode() == Supervision.CRASHED || failure.failureCode() == Supervision.NOT_HANDLED;
            case TIMEOUT -> String.valueOf(failure.getMessage()).startsWith("Discarded the request");
            case ERROR -> false;
        };
    }

    private void answered(JsonObject body, @Nullable Object answer) {
        findings.answer();
        switch (check.answered(body, answer)) {
            case WRONG -> findings.wrong(guest + " answered " + answer + " to " + body);
            case BACK -> back();
            case RIGHT -> {}
        }
        if (crash == null && !crashes.isEmpty() && --answersToCrash <= 0) {
            crash(crashes.remove());
        }
    }

    private void back() {
        Crash way = crash;
        if (way == null) {
            findings.wrong(guest + " began anew");
            return;
        }
        findings.back(way, System.nanoTime() - begun);
        vertx.cancelTimer(notBack);
        crash = null;
        answersToCrash = nextPause();
    }

    private void crash(Crash way) {
        crash = way;
        notBack = vertx.setTimer(options.getSendTimeout(), timer -> giveUp(way));
        switch (way) {
            case THROW, TRAP -> tell("crash");
            case LOOP -> tell("loop");
            case KILL ->
                vertx.eventBus()
                        .<Number>request(guest.address() + ".pid", null, options)
                        .onSuccess(pid -> kill(pid.body().longValue()))
                        .onFailure(none -> findings.wrong(guest + " did not say its number: " + none));
        }
    }

    private void kill(long pid) {
        begin();
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
    }

    private void begin() {
        begun = System.nanoTime();
        check.crashes();
    }

    private void tell(String what) {
        begin();
        vertx.eventBus().request(guest.address() + "." + what, null, options).onComplete(result -> {
            boolean crashed = result.cause() instanceof ReplyException failure
                    && failure.failureType() == ReplyFailure.RECIPIENT_FAILURE
                    && failure.failureCode() == Supervision.CRASHED;
            if (!crashed) {
                findings.wrong(guest + " was told to " + what + ", and its sender got " + result);
            }
        });
    }

    private void giveUp(Crash way) {
        findings.hung(guest + " is not back from " + way);
        crash = null;
        crashes.clear();
    }
}
