package io.coppice.host.config;

import io.coppice.supervision.spec.RestartType;

/** What makes no sense of a child that the cluster has once. */
final class PlacementCheck {

    private static final String KEY = "placement";

    private final Section child;
    private boolean isRight = true;

    PlacementCheck(Section child) {
        this.child = child;
    }

    /** Whether it does; else each reason is a fault. */
    boolean isRight(ChildConfig.Body body, RestartType restart, boolean significant) {
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
        if (body instanceof WorkerConfig worker && worker.instances().orElse(0) != 1) {
            wrong("the cluster has one of it", "remove \"instances\"");
        }
        if (body instanceof SupervisorConfig supervisor && hasPlacedChild(supervisor)) {
            wrong(
                    "all below it is one in the cluster already, so nothing below it may have that placement",
                    "remove one of the two");
        }
        if ("escalate".equals(child.raw("on_give_up"))) {
            wrong(
                    "one that is restarted or moved too often is parked: no supervisor of one node decides about it",
                    "remove \"on_give_up\"");
        }
        return isRight;
    }

    private static boolean hasPlacedChild(SupervisorConfig supervisor) {
        return supervisor.children().stream()
                .anyMatch(child -> child.extras().isPlaced()
                        || (child.body() instanceof SupervisorConfig nested && hasPlacedChild(nested)));
    }

    private void wrong(String why, String suggestion) {
        isRight = false;
        child.fault(KEY, "\"cluster\": " + why, suggestion);
    }
}
