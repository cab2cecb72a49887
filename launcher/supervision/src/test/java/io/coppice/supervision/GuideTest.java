package io.coppice.supervision;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartStrategy;
import io.coppice.supervision.spec.RestartType;
import io.coppice.supervision.spec.SupervisorSpec;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Runs the example of the package's guide, and holds the guide's text against it. */
class GuideTest {

    // example
    static class Greeter extends VerticleBase {
        @Override
        public Future<?> start() {
            return vertx.eventBus().<String>consumer("greet", this::greet).completion();
        }

        private void greet(Message<String> message) {
            if (message.body().isEmpty()) {
                throw new IllegalArgumentException("no name");
            }
            message.reply("hello " + message.body());
        }
    }

    static Future<Supervisor> startTree(Vertx vertx) {
        ChildSpec greeter = ChildSpec.of("greeter", VerticleStart.of("Greeter", Greeter::new));
        ChildSpec sessions = ChildSpec.of("sessions", SupervisorSpec.ofDynamic());
        return Supervisor.start(vertx, SupervisorSpec.of(RestartStrategy.REST_FOR_ONE, greeter, sessions));
    }

    static Future<Child> startSession(Vertx vertx, String name) {
        Supervisor sessions = Supervision.of(vertx).supervisor("/sessions").orElseThrow();
        ChildSpec session = ChildSpec.of(name, VerticleStart.of("Session", Session::new));
        return sessions.startChild(session.withRestart(RestartType.TEMPORARY));
    }
    // end

    static class Session extends VerticleBase {}

    @Test
    void theExampleRuns() {
        Vertx vertx = Vertx.vertx();
        try {
            Supervisor root = get(startTree(vertx));
            Child session = get(startSession(vertx, "alice"));
            assertThat(session.path()).isEqualTo("/sessions/alice");
            assertThat(get(vertx.eventBus().request("greet", "bob")).body()).isEqualTo("hello bob");

            Child greeter = root.child("greeter").orElseThrow();
            vertx.eventBus().send("greet", "");

            assertThat(get(greeter.ended()).cause()).hasMessage("no name");
            await().until(() -> root.child("greeter").filter(Child::isRunning).isPresent());
        } finally {
            get(vertx.close());
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(10, SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new AssertionError("nothing came within 10 s", e);
        }
    }

    @Test
    void theGuideShowsThisExample() throws IOException {
        List<String> source = Files.readAllLines(Path.of("src/test/java/io/coppice/supervision/GuideTest.java"));
        String example = source.subList(source.indexOf("    // example") + 1, source.indexOf("    // end")).stream()
                .map(line -> line.isEmpty() ? " *" : " * " + line.substring("    ".length()))
                .collect(Collectors.joining("\n"));
        String guide = Files.readString(Path.of("src/main/java/io/coppice/supervision/package-info.java"));

        assertThat(example.lines().count()).isGreaterThan(15);
        assertThat(guide.replace("{@literal @}", "@")).contains(example);
    }
}
