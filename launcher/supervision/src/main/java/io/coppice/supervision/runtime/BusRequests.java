package io.coppice.supervision.runtime;

import io.coppice.supervision.Child;
import io.coppice.supervision.ChildCounts;
import io.coppice.supervision.Names;
import io.coppice.supervision.SpecJson;
import io.coppice.supervision.SpecReader;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** The requests that one supervisor takes over the event bus, as JSON; used on its context (S13). */
public final class BusRequests {

    /** So many children are listed where the request does not say, and at most. */
    static final int LISTED = 1_000;

    static final int MOST_LISTED = 10_000;

    private final SupervisorRuntime owner;
    /** The requests that go through all children. */
    private final Turns looks;

    private @Nullable MessageConsumer<Object> consumer;

    BusRequests(SupervisorRuntime owner) {
        this.owner = owner;
        this.looks = new Turns(owner);
    }

    /** As {@link Supervision#addressOf}. */
    public static String addressOf(String path) {
        StringBuilder address = new StringBuilder("supervisor");
        for (String segment : path.split("/", -1)) {
            if (!segment.isEmpty()) {
                address.append('.').append(Names.escape(segment));
            }
        }
        return address.toString();
    }

    void listen() {
        String address = addressOf(owner.path());
        if (address.equals(Reports.ADDRESS)) {
            owner.system()
                    .reports()
                    .stray(
                            owner.path(),
                            "takes no requests over the event bus: " + address + " is where events are published",
                            null);
        } else {
            consumer = JsonService.serve(owner.system().vertx(), address, owner.path(), this::answer);
        }
    }

    void close() {
        MessageConsumer<Object> closed = consumer;
        if (closed != null) {
            consumer = null;
            closed.unregister()
                    .onFailure(e ->
                            owner.system().reports().stray(owner.path(), "its event-bus address was not released", e));
        }
    }

    private Future<JsonObject> answer(String action, JsonObject request) {
        return switch (action) {
            case "which_children" -> list(most(request));
            case "count_children" -> looks.take(owner.api()::countChildren).map(ChildCounts::toJson);
            case "get_childspec" -> owner.api().getChildspec(id(request)).map(SpecJson::of);
            case "start_child" -> start(request);
            case "restart_child" -> owner.api().restartChild(id(request)).map(child -> started(id(request), child));
            case "terminate_child" -> owner.api().terminateChild(id(request)).map(done -> named(id(request)));
            case "delete_child" -> owner.api().deleteChild(id(request)).map(done -> named(id(request)));
            default ->
                throw JsonService.unknown(
                        action,
                        "which_children, count_children, get_childspec, start_child, terminate_child, restart_child"
                                + " or delete_child");
        };
    }

    private Future<JsonObject> list(int most) {
        return looks.take(() -> owner.api().listChildren(most));
    }

    private Future<JsonObject> start(JsonObject request) {
        if (!(request.getValue("spec") instanceof JsonObject json)) {
            throw new IllegalArgumentException("\"spec\" must be a JSON object, the spec of a child");
        }
        SpecReader reader = owner.system()
                .specReader()
                .orElseThrow(() -> new SupervisionException(
                        Refusal.NOT_SUPPORTED, owner.path() + ": nothing here reads specs in JSON", null));
        // The answer of the reader, which may load classes, comes back here.
        Promise<ChildSpec> read = VertxInternals.promiseOnContext(owner.system().vertx());
        VertxInternals.blocking(owner.system().vertx(), () -> reader.read(json)).onComplete(read);
        return read.future().compose(spec -> owner.api().startChild(spec).map(child -> started(spec.id(), child)));
    }

    private JsonObject started(String id, @Nullable Child child) {
        return named(id).put("running", child != null);
    }

    private JsonObject named(String id) {
        return new JsonObject().put("id", id).put("path", owner.pathOf(id));
    }

    private static String id(JsonObject request) {
        if (request.getValue("id") instanceof String id && !id.isEmpty()) {
            return id;
        }
        throw new IllegalArgumentException("\"id\" must be a string, the id of a child");
    }

    private static int most(JsonObject request) {
        Object most = request.getValue("most", LISTED);
        if (most instanceof Number number
                && number.doubleValue() == number.longValue()
                && number.longValue() >= 0
                && number.longValue() <= MOST_LISTED) {
            return number.intValue();
        }
        throw new IllegalArgumentException("\"most\" must be a whole number from 0 to " + MOST_LISTED);
    }
}
