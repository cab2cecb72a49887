package io.coppice.kv.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

class DeskTest {

    private final Queue<Runnable> home = new ArrayDeque<>();
    private final List<Throwable> crashes = new ArrayList<>();
    private final Desk desk = new Desk(home::add, crashes::add);
    private final List<String> done = new ArrayList<>();

    @Test
    void whoFindsNobodyHasItDoneAtOnce() {
        desk.take(() -> done.add("a"));
        assertThat(done).containsExactly("a");
        assertThat(home).isEmpty();
    }

    @Test
    void whatComesMeanwhileIsDoneBehindInOrder() {
        desk.take(() -> {
            desk.take(() -> done.add("b"));
            desk.take(() -> done.add("c"));
            done.add("a");
        });
        assertThat(done).containsExactly("a", "b", "c");
    }

    @Test
    void whatIsThrownIsToldAndTheNextIsDone() {
        IllegalStateException planted = new IllegalStateException("planted");
        desk.take(() -> {
            desk.take(() -> done.add("b"));
            throw planted;
        });
        desk.take(() -> done.add("c"));
        assertThat(crashes).containsExactly(planted);
        assertThat(done).containsExactly("b", "c");
    }

    @Test
    void whatIsForTheOwnThreadIsDoneThere() {
        desk.later(() -> done.add("a"));
        assertThat(done).isEmpty();
        home.remove().run();
        assertThat(done).containsExactly("a");
    }

    @Test
    void aResultComesInATurn() {
        Promise<String> result = Promise.promise();
        desk.inTurn(result.future()).onSuccess(done::add);
        desk.take(() -> {
            result.complete("b");
            done.add("a");
        });
        assertThat(done).containsExactly("a", "b");
    }

    @Test
    void nobodyWorksForOthersForEver() {
        desk.take(() -> {
            for (int i = 0; i < 1_000; i++) {
                desk.take(() -> done.add("one"));
            }
        });
        assertThat(done).hasSizeLessThan(1_000);
        while (!home.isEmpty()) {
            home.remove().run();
        }
        assertThat(done).hasSize(1_000);
    }
}
