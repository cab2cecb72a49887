package io.coppice.supervision.bus;

import io.coppice.supervision.Child;
import io.coppice.supervision.runtime.Ends;
import io.coppice.supervision.runtime.JsonService;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** Monitors of children on the address {@code monitors} of this node (S18); used on one context. */
public final class MonitorService {

    /** Its address. */
    public static final String ADDRESS = "monitors";

    /** So many monitors there may be; more are refused. */
    public static final int MOST = 10_000;

    private record Watch(String path, String address, Runnable noLongerWatched) {}

    private final Vertx vertx;
    private final Context context;
    private final Map<Long, Watch> watches = new HashMap<>();
    private final MessageConsumer<Object> consumer;
    private long last;

    private MonitorService(Vertx vertx) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.consumer = JsonService.serve(vertx, ADDRESS, ADDRESS, this::answer);
    }

    /** Begins the service, on the caller's context. */
    public static MonitorService serve(Vertx vertx) {
        return new MonitorService(vertx);
    }

    /** Ends the service: each monitor that is left has its message, with the reason {@code noconnection}. */
    public Future<Void> close() {
        List.copyOf(watches.keySet())
                .forEach(id -> down(id, Messages.reason("noconnection", "the service of monitors has ended")));
        return consumer.unregister();
    }

    private Future<JsonObject> answer(String action, JsonObject request) {
        return Future.succeededFuture(
                switch (action) {
                    case "monitor" -> monitor(request);
                    case "demonitor" -> demonitor(request);
                    default -> throw JsonService.unknown(action, "monitor or demonitor");
                });
    }

    private JsonObject monitor(JsonObject request) {
        Optional<Child> target = Fields.child(vertx, request, "path");
        String path = Fields.text(request, "path");
        String address = Fields.address(request);
        if (watches.size() >= MOST) {
            throw Fields.overloaded(ADDRESS + " has " + MOST + " monitors already");
        }
        long id = ++last;
        if (target.isEmpty()) {
            watches.put(id, new Watch(path, address, () -> {}));
            later(id, Messages.reason("noproc", "no child " + path + " runs"));
        } else {
            Runnable noLongerWatched = Ends.listen(target.get(), end -> later(id, Messages.reason(end)));
            watches.put(id, new Watch(path, address, noLongerWatched));
        }
        return new JsonObject().put("monitor", id);
    }

    /** In a turn of its own, so that the answer with the monitor's number comes first. */
    private void later(long id, JsonObject reason) {
        try {
            context.runOnContext(v -> down(id, reason));
        } catch (RejectedExecutionException closed) {
            // The service has ended, and told so.
        }
    }

    /** Once, as it takes the monitor away. */
    private void down(long id, JsonObject reason) {
        Watch watch = watches.remove(id);
        if (watch != null) {
            watch.noLongerWatched().run();
            JsonObject down =
                    new JsonObject().put("event", "down").put("monitor", id).put("path", watch.path());
            Messages.send(vertx, watch.address(), down.put("reason", reason));
        }
    }

    private JsonObject demonitor(JsonObject request) {
        if (!(request.getValue("monitor") instanceof Number number) || number.doubleValue() != number.longValue()) {
            throw new IllegalArgumentException("\"monitor\" must be the number that \"monitor\" answered");
        }
        Watch watch = watches.remove(number.longValue());
        if (watch != null) {
            watch.noLongerWatched().run();
        }
        // As in OTP, one whose message is sent already is no fault.
        return new JsonObject().put("monitor", number.longValue());
    }
}
