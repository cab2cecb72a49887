package io.coppice.language.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.coppice.supervision.Child;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PredecessorsTest {

    private final Predecessors predecessors = new Predecessors();

    private static Child child(String path, AtomicBoolean isRunning) {
        return (Child) Proxy.newProxyInstance(
                Child.class.getClassLoader(),
                new Class<?>[] {Child.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "path" -> path;
                    case "isRunning" -> isRunning.get();
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }

    @Test
    void one_that_has_begun_to_end_is_waited_for_and_one_that_runs_is_not() {
        AtomicBoolean isRunning = new AtomicBoolean(true);
        CompletableFuture<Void> gone = new CompletableFuture<>();
        predecessors.add(child("/a", isRunning), gone);
        assertThat(predecessors.gone("/a")).as("it runs").isDone();
        isRunning.set(false);
        CompletableFuture<Void> waiting = predecessors.gone("/a");
        assertThat(waiting).as("it ends").isNotDone();
        assertThat(predecessors.gone("/b")).as("another path").isDone();
        gone.complete(null);
        assertThat(waiting).isDone();
    }

    @Test
    void all_of_them_are_waited_for() {
        CompletableFuture<Void> first = new CompletableFuture<>();
        CompletableFuture<Void> second = new CompletableFuture<>();
        predecessors.add(child("/a", new AtomicBoolean()), first);
        predecessors.add(child("/a", new AtomicBoolean()), second);
        CompletableFuture<Void> waiting = predecessors.gone("/a");
        second.complete(null);
        assertThat(waiting).isNotDone();
        first.complete(null);
        assertThat(waiting).isDone();
    }
}
