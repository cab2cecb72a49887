package io.coppice.infosys.backends;

import io.coppice.infosys.question.Answer;
import io.coppice.infosys.question.Question;
import io.coppice.supervision.Work;
import java.util.List;

/** A calculation or a conversion as a task, on a thread that it may hold for a while. */
final class Calculating {

    private static final int SCORE = 100;

    private Calculating() {}

    static Work<List<Answer>> about(Question question, String name) {
        return Work.blocking(() -> Conversion.of(question.key())
                .or(() -> Calculation.of(question.key()))
                .map(text -> List.of(new Answer(name, text, SCORE)))
                .orElse(List.of()));
    }
}
