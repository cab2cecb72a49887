package io.coppice.infosys.question;

import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * What one backend did with a question.
 *
 * @param outcome in one word
 * @param millis how long it took
 * @param detail why it gave no answer, where there is more to say
 * @param answers none unless it answered
 */
public record Report(String backend, Outcome outcome, long millis, String detail, List<Answer> answers) {

    /** What may become of a question to a backend. */
    public enum Outcome {
        /** It has at least one answer. */
        ANSWERED("answered"),
        /** It has none. */
        NOTHING("nothing"),
        /** It failed. */
        CRASHED("crashed"),
        /** It had not answered at the deadline, and was killed. */
        LATE("late"),
        /** It was not asked, as it kept failing. */
        SKIPPED("skipped"),
        /** It is never asked, as its configuration misses something. */
        OFF("off");

        private final String word;

        Outcome(String word) {
            this.word = word;
        }
    }

    public Report {
        answers = List.copyOf(answers);
    }

    /** It answered, or had nothing to say. */
    public static Report answered(String backend, long millis, List<Answer> answers) {
        return new Report(backend, answers.isEmpty() ? Outcome.NOTHING : Outcome.ANSWERED, millis, "", answers);
    }

    /** It did not answer. */
    public static Report unanswered(String backend, Outcome outcome, long millis, String detail) {
        return new Report(backend, outcome, millis, detail, List.of());
    }

    /** Whether it counts against the backend. */
    public boolean isFailure() {
        return outcome == Outcome.CRASHED || outcome == Outcome.LATE;
    }

    /** Whether the backend had its say, so that asking again would change nothing. */
    public boolean isFinal() {
        return !isFailure() && outcome != Outcome.SKIPPED;
    }

    /** As clients see it; the answers are elsewhere. */
    public JsonObject toJson() {
        JsonObject json = new JsonObject()
                .put("backend", backend)
                .put("outcome", outcome.word)
                .put("ms", millis);
        return detail.isEmpty() ? json : json.put("detail", detail);
    }
}
