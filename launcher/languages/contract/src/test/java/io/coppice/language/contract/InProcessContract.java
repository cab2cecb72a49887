package io.coppice.language.contract;

import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds besides where the node itself runs a child's code, on a worker thread. */
abstract class InProcessContract extends LanguageContract {

    @Test
    void no_answer_waits_for_a_call_that_does_not_end() {
        var answers =
                Stream.of(1, 2, 3).map(body -> tree.request("guest.echo", body)).toList();
        tree.vertx.eventBus().send("guest.loop", null);
        GuestTree.get(Future.all(answers));
        tree.child("/guest").orElseThrow().exit(ExitReason.KILLED);
        answersAgain();
    }
}
