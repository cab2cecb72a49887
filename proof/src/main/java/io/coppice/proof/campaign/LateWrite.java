package io.coppice.proof.campaign;

import io.coppice.proof.history.Operation.Outcome;
import io.coppice.proof.load.Key;
import io.coppice.proof.load.Probe;
import io.coppice.proof.world.World;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The schedule that epochs are for. An owner of a partition sends a write, and its thread is stopped behind the decision to send
 * it. As the node leaves, the write is sent once more by another thread, and is done. The partition gets another owner, which
 * overwrites it. Then the first thread goes on. What the store has is seen when the new owner is killed.
 */
final class LateWrite {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration POLL = Duration.ofMillis(20);

    /** The rules, and what tells a node with them to wait with its next write. */
    static final String RULES = "hold";

    private static final String PIPE = "hold";

    /** Printed by the rules: whose write waits, and who may write from now on. */
    private static final Pattern HELD = Pattern.compile("HOLDS A WRITE OF PARTITION (\\d+)\\.");

    private static final String CLAIMED = "HAS CLAIMED PARTITION ";

    private final World world;
    private final Probe probe;

    LateWrite(World world, Probe probe) {
        this.world = world;
        this.probe = probe;
    }

    /**
     * Returns when all nodes run; not all of them may be ready.
     *
     * @param victim the owner
     */
    void carryOut(String victim) throws IOException {
        List<String> others = new ArrayList<>(world.names());
        others.remove(victim);
        String other = others.get(0);
        for (Key key : probe.keys()) {
            probe.put(victim, key);
        }
        world.hold(victim, PIPE);
        try {
            Key held = writeUntilHeld(victim);
            Matcher partition = HELD.matcher(world.printed(victim));
            if (!partition.find()) {
                throw new IOException("no write is held");
            }
            world.terminate(victim);
            awaitClaim(others, partition.group(1));
            probe.get(other, held);
            probe.put(other, held);
            probe.get(other, held);
        } finally {
            world.release(victim, PIPE);
        }
        world.awaitEnd(victim);
        world.start(victim);
        world.awaitReady(world.names(), PATIENCE);
        for (String owner : others) {
            world.kill(owner);
            List<String> left = new ArrayList<>(world.names());
            left.remove(owner);
            world.awaitReady(left, PATIENCE);
            world.start(owner);
            world.awaitReady(world.names(), PATIENCE);
        }
    }

    /** Of the keys the first whose bucket is this node's; the write itself is answered later, or not. */
    private Key writeUntilHeld(String victim) throws IOException {
        for (Key key : probe.keys()) {
            CompletableFuture<Outcome> put = probe.putLater(victim, key);
            while (!put.isDone()) {
                if (HELD.matcher(world.printed(victim)).find()) {
                    return key;
                }
                LockSupport.parkNanos(POLL.toNanos());
            }
        }
        throw new IOException("node " + victim + " has held no write: do the rules still fit the host?");
    }

    private void awaitClaim(List<String> nodes, String partition) throws IOException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - end < 0) {
            for (String node : nodes) {
                if (world.printed(node).contains(CLAIMED + partition + ".")) {
                    return;
                }
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        throw new IOException("nobody has claimed partition " + partition);
    }
}
