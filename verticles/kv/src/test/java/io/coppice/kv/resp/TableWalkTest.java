package io.coppice.kv.resp;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.coppice.kv.store.Bucket;
import io.coppice.kv.store.BucketTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableWalkTest {

    private static final int BUCKETS = 10_000;

    private final Vertx vertx = Vertx.vertx();
    private final BucketTable table = BucketTable.of(vertx);
    private final List<String> visited = new ArrayList<>();

    @BeforeEach
    void fill() {
        for (int i = 0; i < BUCKETS; i++) {
            table.insert(Bucket.absent("b" + i));
        }
    }

    @AfterEach
    void close() {
        vertx.close().await();
    }

    private void walk(Consumer<Bucket> visitor, Runnable meanwhile) throws Exception {
        Future<Void> over = Future.future(promise -> vertx.getOrCreateContext().runOnContext(v -> {
            TableWalk.through(table, visitor).onComplete(promise);
            io.vertx.core.Context here = java.util.Objects.requireNonNull(Vertx.currentContext());
            here.runOnContext(after -> meanwhile.run());
        }));
        over.await(10, SECONDS);
    }

    @Test
    void eachIsVisitedOnceAndOthersOfTheEventLoopHaveTheirTurnsBetween() throws Exception {
        int[] visitedMeanwhile = {0};

        walk(bucket -> visited.add(bucket.name()), () -> visitedMeanwhile[0] = visited.size());

        assertThat(visited).hasSize(BUCKETS).doesNotHaveDuplicates();
        assertThat(visitedMeanwhile[0]).isBetween(1, BUCKETS - 1);
    }

    @Test
    void whatTheVisitorThrowsEndsIt() {
        assertThatThrownBy(() -> walk(
                        bucket -> {
                            visited.add(bucket.name());
                            if (visited.size() == 5_000) {
                                throw new IllegalStateException("planted");
                            }
                        },
                        () -> {}))
                .hasMessage("planted");
        assertThat(visited).hasSize(5_000);
    }
}
