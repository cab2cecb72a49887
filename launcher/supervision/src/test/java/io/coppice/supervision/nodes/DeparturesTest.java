package io.coppice.supervision.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeparturesTest {

    private final View view = new View();
    private final Departures departures = new Departures(view);
    private final List<String> told = new ArrayList<>();

    @Test
    void allWhoWaitForTheNodeThatGoesAreToldOnce() {
        departures.await("b", () -> told.add("first"));
        departures.await("b", () -> told.add("second"));
        departures.await("c", () -> told.add("other"));

        view.become("a", "c");
        view.become("a", "b", "c");
        view.become("a", "c");

        assertThat(told).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void whoWaitsNoMoreIsNotTold() {
        Runnable end = departures.await("b", () -> told.add("first"));
        departures.await("b", () -> told.add("second"));

        end.run();
        end.run();
        view.become("a");

        assertThat(told).containsExactly("second");
        assertThat(view.listeners).hasSize(1);
    }

    @Test
    void whoWaitsForOneThatIsGoneIsToldAtOnce() {
        departures.await("d", () -> told.add("at once"));

        assertThat(told).containsExactly("at once");
    }

    private static final class View implements Nodes {
        final List<Runnable> listeners = new ArrayList<>();
        private List<String> nodes = List.of("a", "b", "c");

        void become(String... now) {
            nodes = List.of(now);
            List.copyOf(listeners).forEach(Runnable::run);
        }

        @Override
        public String self() {
            return "a";
        }

        @Override
        public Membership membership() {
            return new Membership(nodes, true, true);
        }

        @Override
        public Partitions partitions() {
            return Partitions.of("a");
        }

        @Override
        public Runnable listen(Runnable listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }
}
