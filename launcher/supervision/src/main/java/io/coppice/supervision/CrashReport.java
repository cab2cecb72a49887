package io.coppice.supervision;

import io.coppice.supervision.spec.HandledMessage;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A crash, and all that came of it (S16).
 *
 * <p>It is text and numbers: it keeps no exception, and so no class of a plugin.
 *
 * @param number counts the crashes of this Vert.x, from 1
 * @param at when, by the wall clock
 * @param path of the child that crashed
 * @param start what it runs
 * @param incarnation the number of its start among all starts of its supervisor
 * @param timesRestarted how many times it had been restarted before
 * @param reason why, as one line
 * @param stack the stack of the exception; empty where there was none; cut where it is very long
 * @param message what it was handling, masked; empty where it was no message of the event bus
 * @param restarts how many restarts its supervisor had made within its window, this one included
 * @param maxRestarts how many are allowed
 * @param window within which so many are allowed
 * @param itself what became of the child that crashed
 * @param chain what became of others because of it, in the order in which it reached them: its siblings, the supervisors that
 *     gave up, and what their parents restarted; the first 100
 * @param isCut whether the chain would be longer
 */
public record CrashReport(
        long number,
        Instant at,
        String path,
        String start,
        long incarnation,
        long timesRestarted,
        String reason,
        String stack,
        Optional<HandledMessage> message,
        int restarts,
        int maxRestarts,
        Duration window,
        Effect itself,
        List<Effect> chain,
        boolean isCut) {

    public CrashReport {
        chain = List.copyOf(chain);
    }

    /** What becomes of a child or supervisor because of a crash. */
    public enum Outcome {
        /** It is down and on its way back. */
        RESTARTING,
        /** It is up again. */
        RESTARTED,
        /** It was not up before, and a sibling's strategy has started it. */
        STARTED,
        /** It stays down. */
        NOT_RESTARTED,
        /** It stays down until somebody starts it, instead of its supervisor's giving up. */
        PARKED,
        /** Of a supervisor: it has made one restart too many; of a child: its supervisor has because of it (S09). */
        GAVE_UP;

        /** The word of the JSON form: {@code not_restarted}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One end of the chain.
     *
     * @param path whom it reached
     * @param outcome what has become of it so far
     * @param down how long it was down, all attempts together; zero until it is up again
     * @param failedStarts how many times it failed to start on its way back (S06)
     * @param lastFailure why the last of them failed; empty without
     */
    public record Effect(String path, Outcome outcome, Duration down, int failedStarts, String lastFailure) {

        /** The effect as a member of a crash's chain. */
        public JsonObject toJson() {
            return into(new JsonObject().put("path", path));
        }

        private JsonObject into(JsonObject json) {
            json.put("outcome", outcome.word());
            if (!down.isZero()) {
                json.put("down_ms", down.toNanos() / 1e6);
            }
            if (failedStarts > 0) {
                json.put("failed_starts", failedStarts).put("last_failure", lastFailure);
            }
            return json;
        }
    }

    /** The same crash with what has become of it since. */
    public CrashReport with(Effect now, List<Effect> chainNow, boolean cutNow) {
        return new CrashReport(
                number,
                at,
                path,
                start,
                incarnation,
                timesRestarted,
                reason,
                stack,
                message,
                restarts,
                maxRestarts,
                window,
                now,
                chainNow,
                cutNow);
    }

    /** What has become of it so far. */
    public Outcome outcome() {
        return itself.outcome();
    }

    /** The supervisors above, from the root down. */
    public List<String> ancestors() {
        return Ancestors.of(path);
    }

    /** The report as {@code GET /api/crashes} answers it. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("number", number)
                .put("at", at.toString())
                .put("path", path)
                .put("start", start)
                .put("incarnation", incarnation)
                .put("times_restarted", timesRestarted)
                .put("reason", reason)
                .put("ancestors", new JsonArray(ancestors()))
                .put("restarts", restarts)
                .put("max_restarts", maxRestarts)
                .put("max_seconds", window.toMillis() / 1e3);
        if (!stack.isEmpty()) {
            json.put("stack", stack);
        }
        message.ifPresent(handled -> json.put(
                "message", new JsonObject().put("address", handled.address()).put("body", handled.body())));
        JsonArray effects = new JsonArray();
        chain.forEach(effect -> effects.add(effect.toJson()));
        itself.into(json).put("chain", effects);
        if (isCut) {
            json.put("cut", true);
        }
        return json;
    }
}
