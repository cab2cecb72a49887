package io.coppice.supervision.nodes;

import java.time.Duration;
import java.util.List;

/**
 * What a node knows of a child that the cluster has once.
 *
 * @param isHeld whether this node has the claim, and is to run it
 * @param epoch a number that each new claim to the child makes larger: who writes for it somewhere can be refused where a larger
 *     one was seen
 * @param node the node that has the claim; empty for none
 * @param rest why nobody is to run it until it is started by hand; empty where somebody is
 * @param restarts how often it was restarted or moved, in all
 * @param ages how long ago the last of these were, the oldest first
 */
public record Claim(boolean isHeld, long epoch, String node, String rest, int restarts, List<Duration> ages) {

    public Claim {
        ages = List.copyOf(ages);
    }

    /** Nobody's, as far as is known. */
    public static Claim unknown(String why) {
        return new Claim(false, 0, "", why, 0, List.of());
    }

    /** Whether nobody is to run it until it is started by hand. */
    public boolean isResting() {
        return !rest.isEmpty() && epoch > 0;
    }

    /** Where it is, for people. */
    public String where() {
        if (isHeld && rest.isEmpty()) {
            return "one in the cluster, epoch " + epoch;
        }
        if (!rest.isEmpty()) {
            return node.isEmpty() ? rest : "on node " + node + ": " + rest;
        }
        return node.isEmpty() ? "no node has it yet" : "runs on node " + node + ", epoch " + epoch;
    }
}
