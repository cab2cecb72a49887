package io.coppice.todo.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.todo.entries.ListName;
import io.vertx.core.VerticleBase;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class StoredListTest {

    @Test
    void aListIsAlwaysServedByTheSameWorkerAndAllHaveSome() {
        List<ChildSpec> workers = Stream.of("worker-1", "worker-2", "worker-3")
                .map(id -> ChildSpec.of(id, VerticleStart.of("java:none", () -> new VerticleBase() {})))
                .toList();

        List<String> chosen = IntStream.range(0, 300)
                .mapToObj(i -> StoredList.workerOf(new ListName("list " + i), workers))
                .toList();

        assertThat(chosen)
                .isEqualTo(IntStream.range(0, 300)
                        .mapToObj(i -> StoredList.workerOf(new ListName("list " + i), workers))
                        .toList());
        for (String worker : List.of("worker-1", "worker-2", "worker-3")) {
            assertThat(chosen.stream().filter(worker::equals).count()).isGreaterThan(50);
        }
    }
}
