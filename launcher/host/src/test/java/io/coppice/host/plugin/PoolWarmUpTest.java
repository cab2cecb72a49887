package io.coppice.host.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PoolWarmUpTest {

    @Test
    void afterwards_every_lasting_thread_exists() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        VertxOptions options =
                new VertxOptions().setEventLoopPoolSize(3).setWorkerPoolSize(4).setInternalBlockingPoolSize(5);
        Vertx vertx = Vertx.vertx(options);
        try {
            PoolWarmUp.of(vertx, options).await(10, TimeUnit.SECONDS);
            Set<String> made = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> !before.contains(thread))
                    .map(Thread::getName)
                    .filter(name -> name.startsWith("vert.x-"))
                    .collect(Collectors.toSet());
            assertThat(made.stream().filter(name -> name.contains("eventloop"))).hasSize(3);
            assertThat(made.stream().filter(name -> name.contains("vert.x-worker")))
                    .hasSize(4);
            assertThat(made.stream().filter(name -> name.contains("internal-blocking")))
                    .hasSize(5);
            assertThat(made.stream().filter(name -> name.contains("acceptor"))).hasSize(1);
            assertThat(vertx.deploymentIDs()).isEmpty();
        } finally {
            vertx.close().await(10, TimeUnit.SECONDS);
        }
    }
}
