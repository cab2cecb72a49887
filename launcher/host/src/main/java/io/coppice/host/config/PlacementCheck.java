package io.coppice.host.config;

import io.coppice.supervision.spec.Placement;
import io.coppice.supervision.spec.RestartType;

/** What makes no sense of a child that the cluster has once, or that every node has. */
final class PlacementCheck {

    private static final String KEY = "placement";

    private final Section child;
    private boolean isRight = true;

    PlacementCheck(Section child) {
        this.child = child;
    }

    /** Whether the child is right with its placement; else each reason is a fault. */
    boolean isRight(Placement placement, ChildConfig.Body body, RestartType restart, boolean significant) {
        if (child.has(NodeNames.KEY)
                && body instanceof SupervisorConfig supervisor
                && has(supervisor, Placement.EVERY)) {
            isRight = false;
            child.fault(
                    NodeNames.KEY,
                    "a child below it has \"placement\": \"every\", and some nodes would be without it",
                    "remove one of the two");
        }
        switch (placement) {
            case NODE -> {}
            case EVERY -> checkEvery();
            case CLUSTER -> checkOne(body, restart, significant);
        }
        return isRight;
    }

    private void checkEvery() {
        if (child.has(NodeNames.KEY)) {
            wrong("every", "it is not for some nodes alone", "remove \"" + NodeNames.KEY + "\", or \"placement\"");
        }
    }

    private void checkOne(ChildConfig.Body body, RestartType restart, boolean significant) {
        if (restart == RestartType.TEMPORARY) {
            wrong(
                    "a temporary child is never started again, and so not on another node either",
                    "give it \"restart\": \"permanent\" or \"transient\"");
        }
        if (significant) {
            wrong(
                    "it cannot be significant, as it may end on a node whose supervisor it is not to end",
                    "remove \"significant\"");
        }
        if (body instanceof WorkerConfig worker && !worker.instances().equals(Instances.ONE)) {
            wrong("the cluster has one of it", "remove \"instances\"");
        }
        if (body instanceof SupervisorConfig supervisor && has(supervisor, Placement.CLUSTER)) {
            wrong(
                    "all below it is one in the cluster already, so nothing below it may have that placement",
                    "remove one of the two");
        }
        if (body instanceof SupervisorConfig supervisor && has(supervisor, Placement.EVERY)) {
            wrong("all below it runs on one node, so nothing below it can run on every", "remove one of the two");
        }
        if ("escalate".equals(child.raw("on_give_up"))) {
            wrong(
                    "one that is restarted or moved too often is parked: no supervisor of one node decides about it",
                    "remove \"on_give_up\"");
        }
    }

    private static boolean has(SupervisorConfig supervisor, Placement placement) {
        return supervisor.children().stream()
                .anyMatch(child -> child.extras().placement() == placement
                        || (child.body() instanceof SupervisorConfig nested && has(nested, placement)));
    }

    private void wrong(String why, String suggestion) {
        wrong("cluster", why, suggestion);
    }

    private void wrong(String word, String why, String suggestion) {
        isRight = false;
        child.fault(KEY, "\"" + word + "\": " + why, suggestion);
    }
}
