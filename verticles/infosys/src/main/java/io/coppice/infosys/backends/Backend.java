package io.coppice.infosys.backends;

import io.coppice.infosys.question.Answer;
import io.coppice.infosys.question.Question;
import io.coppice.supervision.Work;
import java.util.List;
import java.util.Optional;

/**
 * Who may be asked.
 *
 * @param type as the configuration has it
 * @param why it is never asked; empty for one that is
 * @param asking what a task of its own does with a question
 */
public record Backend(String name, String type, Optional<String> why, Asking asking) {

    /** What is to be done for a question. */
    @FunctionalInterface
    public interface Asking {
        Work<List<Answer>> about(Question question);
    }
}
