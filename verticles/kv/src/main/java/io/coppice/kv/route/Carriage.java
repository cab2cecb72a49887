package io.coppice.kv.route;

import io.coppice.supervision.Supervision;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The carriage of some commands of one client to the nodes of their buckets: one message a node, and one back.
 *
 * <p>What was certainly not carried out is sent again while there is time, and so is what may be done twice; of anything else
 * that is not answered nobody knows the outcome, and the client is told so.
 */
final class Carriage {

    /** A gateway that is being restarted, or a partition that moves, is soon where it belongs. */
    private static final long PAUSE_MS = 100;

    private final Routes routes;
    private final List<String> path;

    Carriage(Routes routes, List<String> path) {
        this.routes = routes;
        this.path = path;
    }

    /**
     * Never fails: each is answered then, one way or the other.
     *
     * @param left for how many milliseconds it may go on
     */
    Future<Void> send(List<Parcel> parcels, long left) {
        Map<String, List<Parcel>> byNode = new LinkedHashMap<>();
        Placement placement = routes.placement();
        for (Parcel parcel : parcels) {
            if (!parcel.isOpen()) {
                continue;
            }
            String node = parcel.node(placement);
            if (node == null) {
                parcel.fail("no node for bucket " + parcel.name() + ": " + placement.whyNone());
            } else {
                byNode.computeIfAbsent(node, name -> new ArrayList<>()).add(parcel);
            }
        }
        List<Future<Void>> sent = new ArrayList<>(byNode.size());
        byNode.forEach((node, those) -> sent.add(send(node, those, left)));
        return sent.size() == 1 ? sent.get(0) : Future.join(sent).mapEmpty();
    }

    private Future<Void> send(String node, List<Parcel> parcels, long left) {
        if (!routes.isThere(node)) {
            boolean isMoving =
                    routes.placement().table() == null && parcels.get(0).isMovable();
            if (isMoving && left >= PAUSE_MS) {
                // Its partitions are about to be another's.
                return later(parcels, left);
            }
            parcels.forEach(each -> each.fail("node " + node + " is not reachable: it is not in the cluster"));
            return Future.succeededFuture();
        }
        if (HopMessage.isTooLong(path)) {
            parcels.forEach(each -> each.circles(String.join(", ", path)));
            return Future.succeededFuture();
        }
        // Twice within the time.
        long limit = Math.max(1, Math.min(left, routes.timeout() / 2));
        Buffer message = HopMessage.encode(parcels.get(0).dialect.tag(), path, parcels);
        Future<Message<Buffer>> asked = routes.vertx()
                .eventBus()
                .request(Routes.gatewayOf(node), message, new DeliveryOptions().setSendTimeout(limit));
        return routes.whileThere(node, asked).transform(reply -> {
            if (reply.succeeded()) {
                return answered(node, parcels, reply.result().body(), left);
            }
            return failed(node, parcels, reply.cause(), left, limit);
        });
    }

    private Future<Void> answered(String node, List<Parcel> parcels, Buffer answers, long left) {
        int count = Answers.handOut(answers, parcels);
        if (count == 0) {
            parcels.forEach(each -> each.fail("node " + node + " has answered nothing"));
            return Future.succeededFuture();
        }
        List<Parcel> rest = parcels.subList(count, parcels.size());
        String circle = firstCircle(parcels);
        if (rest.isEmpty() || circle == null || routes.placement().table() != null) {
            return (rest.isEmpty() ? Future.<Void>succeededFuture() : send(node, rest, left))
                    .compose(v -> againIfMoving(parcels.subList(0, count), left));
        }
        // What is behind it must not overtake it.
        rest.forEach(each -> each.circles(circle));
        return againIfMoving(parcels, left);
    }

    private static @Nullable String firstCircle(List<Parcel> parcels) {
        for (Parcel parcel : parcels) {
            if (parcel.circle() != null) {
                return parcel.circle();
            }
        }
        return null;
    }

    /** Without a table a circle is two nodes that do not see the same owner yet: nothing was done, and it passes. */
    private Future<Void> againIfMoving(List<Parcel> parcels, long left) {
        if (path.size() > 1 || routes.placement().table() != null || left < PAUSE_MS) {
            return Future.succeededFuture();
        }
        List<Parcel> moving = null;
        for (Parcel parcel : parcels) {
            if (parcel.circle() != null) {
                moving = moving == null ? new ArrayList<>() : moving;
                moving.add(parcel.reopen());
            }
        }
        return moving == null ? Future.succeededFuture() : later(moving, left);
    }

    private Future<Void> later(List<Parcel> parcels, long left) {
        return routes.vertx().timer(PAUSE_MS).compose(v -> send(parcels, left - PAUSE_MS));
    }

    private Future<Void> failed(String node, List<Parcel> parcels, Throwable cause, long left, long taken) {
        ReplyException reply = cause instanceof ReplyException failure ? failure : null;
        if (reply != null && isNotReached(reply)) {
            if (left >= PAUSE_MS) {
                return later(parcels, left);
            }
            parcels.forEach(each -> each.fail("node " + node + " is not reachable"));
            return Future.succeededFuture();
        }
        if (reply != null && reply.failureCode() == Routes.REFUSED) {
            parcels.forEach(each -> each.fail("node " + node + " refuses it: " + reply.getMessage()));
            return Future.succeededFuture();
        }
        List<Parcel> again = new ArrayList<>();
        for (Parcel parcel : parcels) {
            if (!parcel.isRead) {
                parcel.unknown(unanswered(node, cause));
            } else if (left > taken) {
                again.add(parcel);
            } else {
                parcel.fail(unanswered(node, cause));
            }
        }
        return again.isEmpty() ? Future.succeededFuture() : send(again, left - taken);
    }

    /** Nobody has done anything with the message. */
    private static boolean isNotReached(ReplyException reply) {
        return reply.failureType() == ReplyFailure.NO_HANDLERS
                || (reply.failureType() == ReplyFailure.RECIPIENT_FAILURE
                        && reply.failureCode() == Supervision.NOT_HANDLED);
    }

    private static String unanswered(String node, Throwable cause) {
        if (cause instanceof Hops.Gone) {
            return "node " + node + " has left the cluster and not answered";
        }
        boolean isSilent = cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
        return "node " + node + (isSilent ? " has not answered in time" : " has not answered");
    }
}
