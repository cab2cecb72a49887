package io.coppice.infosys.question;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Comparator;
import java.util.List;

/**
 * What all backends together made of a question.
 *
 * @param reports one a backend, in the order of the configuration
 */
public record Findings(List<Report> reports) {

    public Findings {
        reports = List.copyOf(reports);
    }

    /** The best answers, the surest first; of equal ones, in the order of the backends. */
    public List<Answer> best(int most) {
        return reports.stream()
                .flatMap(report -> report.answers().stream())
                .sorted(Comparator.comparingInt(Answer::score).reversed())
                .limit(most)
                .toList();
    }

    /** Whether every backend had its say. What a late one would have said may be better, so that is asked again. */
    public boolean areFinal() {
        return reports.stream().allMatch(Report::isFinal);
    }

    /** As clients see it. */
    public JsonObject toJson(int mostAnswers) {
        return new JsonObject()
                .put(
                        "answers",
                        new JsonArray(
                                best(mostAnswers).stream().map(Answer::toJson).toList()))
                .put(
                        "backends",
                        new JsonArray(reports.stream().map(Report::toJson).toList()));
    }
}
