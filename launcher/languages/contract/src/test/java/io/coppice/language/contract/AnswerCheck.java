package io.coppice.language.contract;

import io.vertx.core.json.JsonObject;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of one child have to be, in the order in which they come: what it was asked, under the next number; from 1
 * again after a crash, and only then.
 */
final class AnswerCheck {

    enum Verdict {
        RIGHT,
        /** The first of another incarnation. */
        BACK,
        WRONG
    }

    private int last;
    private boolean mayBegin;

    /** It is about to crash. */
    void crashes() {
        mayBegin = true;
    }

    Verdict answered(JsonObject asked, @Nullable Object answer) {
        if (Objects.equals(answer, numbered(last + 1, asked))) {
            last++;
            return Verdict.RIGHT;
        }
        if (mayBegin && Objects.equals(answer, numbered(1, asked))) {
            mayBegin = false;
            last = 1;
            return Verdict.BACK;
        }
        // What follows is held against what it said, so that one fault is one finding.
        last = answer instanceof JsonObject object && object.getValue("n") instanceof Integer n ? n : last;
        return Verdict.WRONG;
    }

    private static JsonObject numbered(int number, JsonObject asked) {
        return new JsonObject().put("n", number).put("echo", asked);
    }
}
