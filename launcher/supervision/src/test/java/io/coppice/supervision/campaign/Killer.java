package io.coppice.supervision.campaign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;

/** Kills random children of one supervisor, each when the last has been replaced, though its siblings may not have been. */
final class Killer {

    private static final Kill[] WAYS = Kill.values();

    private final Campaign campaign;
    private final List<String> paths;
    private final Random random;

    Killer(Campaign campaign, List<String> paths, long seed) {
        this.campaign = campaign;
        this.paths = paths;
        this.random = new Random(seed);
    }

    /** Returns when the last of them has been replaced. */
    void kill(int times) {
        for (int i = 0; i < times; i++) {
            String path = paths.get(random.nextInt(paths.size()));
            Kill way = WAYS[random.nextInt(WAYS.length)];
            awaitQuickly(() -> running(path).isPresent(), path + " to run, before " + way);
            Child victim = running(path).orElseThrow();
            way.carryOut(campaign, victim);
            awaitQuickly(() -> victim.ended().isComplete(), path + " to end by " + way);
            assertThat(victim.ended().result().kind())
                    .as("%s by %s: %s", path, way, victim.ended().result())
                    .isEqualTo(way.reason());
            awaitQuickly(() -> running(path).isPresent(), path + " to be back after " + way);
            campaign.killed(path, way);
        }
    }

    private Optional<Child> running(String path) {
        return Supervision.of(campaign.vertx()).child(path).filter(Child::isRunning);
    }

    private static void awaitQuickly(Callable<Boolean> condition, String what) {
        await(what)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(60))
                .until(condition);
    }
}
