package io.coppice.proof.campaign;

import io.coppice.proof.history.Operation.Outcome;
import io.coppice.proof.load.Probe;
import io.coppice.proof.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** Does to a world what a plan says, and makes it whole again. */
final class Injection {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    private final World world;
    private final Probe probe;

    /** @param probe the client of those faults that need one of their own */
    Injection(World world, Probe probe) {
        this.world = world;
        this.probe = probe;
    }

    /**
     * Returns when all nodes are a safe cluster again.
     *
     * @throws IOException if they do not become one
     */
    void carryOut(Plan plan) throws IOException {
        switch (plan.fault()) {
            case NONE -> pause(plan.time());
            case KILL, DOUBLE, ALL -> kill(plan);
            case STOP -> stop(plan);
            case PARTITION -> cut(plan);
            case UNPLUG -> unplug(plan);
            case ROLLING -> roll(plan);
            case JOIN -> join(plan);
            case LATE -> new LateWrite(world, probe).carryOut(plan.victims().get(0));
            case LONE ->
                new LoneCopies(world, probe)
                        .carryOut(plan.victims().get(0), plan.victims().get(1));
        }
        world.awaitReady(world.names(), PATIENCE);
    }

    private void kill(Plan plan) throws IOException {
        for (int i = 0; i < plan.victims().size(); i++) {
            if (i > 0) {
                pause(plan.time());
            }
            world.kill(plan.victims().get(i));
        }
        // Where there is no majority left, those that are gone are needed first.
        List<String> left = except(plan.victims());
        if (left.size() > world.names().size() / 2) {
            world.awaitReady(left, PATIENCE);
        }
        for (String victim : plan.victims()) {
            world.start(victim);
        }
    }

    private List<String> except(List<String> victims) {
        List<String> left = new ArrayList<>(world.names());
        left.removeAll(victims);
        return left;
    }

    private void stop(Plan plan) throws IOException {
        String victim = plan.victims().get(0);
        world.stop(victim);
        pause(plan.time());
        world.resume(victim);
    }

    private void cut(Plan plan) throws IOException {
        try {
            for (Plan.Cut cut : plan.cuts()) {
                world.cut(cut.from(), cut.to());
            }
            pause(plan.time());
        } finally {
            world.heal();
        }
    }

    private void unplug(Plan plan) throws IOException {
        String victim = plan.victims().get(0);
        probe.keys().forEach(key -> probe.put(victim, key));
        List<CompletableFuture<Outcome>> writes;
        try {
            for (Plan.Cut cut : plan.cuts()) {
                world.cut(cut.from(), cut.to());
            }
            writes = probe.keys().stream()
                    .map(key -> probe.putLater(victim, key))
                    .toList();
            pause(plan.time());
            world.kill(victim);
            // Only then: what it has sent, and nobody has heard, goes on when the network does.
            world.awaitReady(except(plan.victims()), PATIENCE);
        } finally {
            world.heal();
        }
        writes.forEach(CompletableFuture::join);
        world.start(victim);
    }

    private void roll(Plan plan) throws IOException {
        for (String victim : plan.victims()) {
            world.terminate(victim);
            world.awaitEnd(victim);
            world.start(victim);
            world.awaitReady(world.names(), PATIENCE);
        }
    }

    private void join(Plan plan) throws IOException {
        String first = plan.victims().get(0);
        String second = plan.victims().get(1);
        world.terminate(first);
        world.awaitEnd(first);
        world.awaitReady(except(List.of(first)), PATIENCE);
        world.start(first);
        String witness = except(plan.victims()).get(0);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!world.sees(witness, first)) {
            if (System.nanoTime() - end > 0) {
                throw new IOException(first + " has not joined after " + PATIENCE.toSeconds() + " s");
            }
            pause(POLL);
        }
        // It is there, and is being given its share.
        world.terminate(second);
        world.awaitEnd(second);
        world.start(second);
    }

    private static void pause(Duration duration) {
        LockSupport.parkNanos(duration.toNanos());
    }
}
