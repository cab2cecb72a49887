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

/**
 * The schedule that the gate is for. A node is killed, and the copies that are missing now are held up before the first is made.
 * Another node, which has some partitions alone for as long, is given a write of each bucket, and is killed as well.
 */
final class LoneCopies {

    /** The rules, and what tells a node with them to wait before it has a copy made. */
    static final String RULES = "lone";

    private static final String PIPE = "lone";

    /** Printed by the rules, by the node that has the copies made. */
    private static final String HELD = "HOLDS COPIES.";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration POLL = Duration.ofMillis(20);
    /** More than a write takes that waits for nothing, and less than any that fails. */
    private static final Duration WRITES = Duration.ofSeconds(3);

    private final World world;
    private final Probe probe;

    LoneCopies(World world, Probe probe) {
        this.world = world;
        this.probe = probe;
    }

    /** Returns when all nodes run; they may not be ready. */
    void carryOut(String first, String second) throws IOException {
        probe.keys().forEach(key -> probe.put(second, key));
        List<String> left = new ArrayList<>(world.names());
        left.remove(first);
        List<CompletableFuture<Outcome>> writes;
        for (String node : left) {
            world.hold(node, PIPE);
        }
        try {
            world.kill(first);
            awaitHeld(left);
            writes = probe.keys().stream()
                    .map(key -> probe.putLater(second, key))
                    .toList();
            awaitWrites(writes);
            world.kill(second);
        } finally {
            for (String node : left) {
                world.release(node, PIPE);
            }
        }
        writes.forEach(CompletableFuture::join);
        world.start(first);
        world.start(second);
    }

    private void awaitHeld(List<String> nodes) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            for (String node : nodes) {
                if (world.printed(node).contains(HELD)) {
                    return;
                }
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new IOException("no node of " + nodes + " has held copies: do the rules still fit Hazelcast?");
    }

    private static void awaitWrites(List<CompletableFuture<Outcome>> writes) {
        long end = System.nanoTime() + WRITES.toNanos();
        while (System.nanoTime() - end < 0 && !writes.stream().allMatch(CompletableFuture::isDone)) {
            LockSupport.parkNanos(POLL.toNanos());
        }
    }
}
