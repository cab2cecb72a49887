package io.coppice.supervision.bus;

import io.coppice.supervision.Child;
import io.coppice.supervision.ClusterRegistry;
import io.coppice.supervision.ClusterRegistry.Change;
import io.coppice.supervision.ClusterRegistry.Entry;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.runtime.JsonService;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * A registry of the whole cluster on the address {@code registry.NAME} of this node, as a {@link RegistryService} is one of the
 * node's own; every node that is to ask has one.
 */
public final class ClusterRegistryService {

    private static final String ACTIONS =
            "register, unregister, lookup, keys, count, request, send, subscribe or unsubscribe";
    private static final int DEFAULT_TIMEOUT_MILLIS = 5_000;
    private static final int LONGEST_TIMEOUT_MILLIS = 60_000;

    private final Vertx vertx;
    private final String name;
    private final ClusterRegistry registry;
    private final Subscribers subscribers;
    private final Runnable noLongerListening;
    private final MessageConsumer<Object> consumer;

    private ClusterRegistryService(Vertx vertx, String name, ClusterRegistry registry) {
        this.vertx = vertx;
        this.name = name;
        this.registry = registry;
        String address = RegistryService.addressOf(name);
        this.subscribers = new Subscribers(vertx, address);
        this.noLongerListening = registry.listen(change -> subscribers.tell(json(change)));
        this.consumer = JsonService.serve(vertx, address, "the registry " + name, this::answer);
    }

    /** Serves a registry, on the caller's context; with a supervised verticle that calls this, the service goes. */
    public static ClusterRegistryService serve(Vertx vertx, String name, ClusterRegistry registry) {
        return new ClusterRegistryService(vertx, name, registry);
    }

    /** Ends the service, not the registry; to be called on the context that began it. */
    public Future<Void> close() {
        noLongerListening.run();
        subscribers.close(new JsonObject().put("registry", name).put("ended", true));
        return consumer.unregister();
    }

    private Future<JsonObject> answer(String action, JsonObject request) {
        return switch (action) {
            case "register" -> register(request);
            case "unregister" -> unregister(request);
            case "lookup" -> lookup(request);
            case "keys" -> keys(request);
            case "count" -> Future.succeededFuture(new JsonObject().put("count", registry.count()));
            case "request" -> request(request);
            case "send" -> send(request);
            case "subscribe" -> subscribe(request);
            case "unsubscribe" -> unsubscribe(request);
            default -> throw JsonService.unknown(action, ACTIONS);
        };
    }

    private Future<JsonObject> register(JsonObject request) {
        String key = Fields.text(request, "key");
        String value = Json.encode(Fields.value(request, "value"));
        String address = request.containsKey("address") ? Fields.address(request) : "";
        Child owner = Fields.owner(vertx, request);
        if (registry.registered() >= RegistryService.MOST_ENTRIES) {
            throw Fields.overloaded("the children of this node have " + RegistryService.MOST_ENTRIES
                    + " entries of the registry " + name + " already");
        }
        return registry.register(key, value, owner, address)
                .recover(cause -> Future.failedFuture(
                        cause instanceof IllegalStateException
                                ? Fields.notFound(String.valueOf(cause.getMessage()))
                                : cause))
                .map(holder -> {
                    holder.ifPresent(other -> {
                        String why = "the key \"" + key + "\" is registered by " + other.path() + " on node "
                                + other.node() + " already";
                        throw new SupervisionException(Refusal.ALREADY_STARTED, why, null);
                    });
                    return new JsonObject().put("key", key).put("owner", owner.path());
                });
    }

    private Future<JsonObject> unregister(JsonObject request) {
        String key = Fields.text(request, "key");
        Child owner = Fields.owner(vertx, request);
        registry.unregister(key, owner);
        return Future.succeededFuture(new JsonObject().put("key", key).put("owner", owner.path()));
    }

    private Future<JsonObject> lookup(JsonObject request) {
        List<Entry> entries = registry.lookup(Fields.text(request, "key"));
        JsonArray listed = new JsonArray();
        entries.stream().limit(RegistryService.MOST_LISTED).forEach(entry -> listed.add(json(entry)));
        return Future.succeededFuture(
                new JsonObject().put("count", entries.size()).put("entries", listed));
    }

    private Future<JsonObject> keys(JsonObject request) {
        List<String> keys = registry.keys(Fields.owner(vertx, request));
        return Future.succeededFuture(new JsonObject()
                .put("count", keys.size())
                .put(
                        "keys",
                        new JsonArray(
                                keys.stream().limit(RegistryService.MOST_LISTED).toList())));
    }

    private Future<JsonObject> request(JsonObject request) {
        String key = Fields.text(request, "key");
        Object timeout = request.getValue("timeout", DEFAULT_TIMEOUT_MILLIS);
        if (!(timeout instanceof Integer millis) || millis < 1 || millis > LONGEST_TIMEOUT_MILLIS) {
            throw new IllegalArgumentException("\"timeout\" must be a whole number of 1 to " + LONGEST_TIMEOUT_MILLIS
                    + " milliseconds, not " + timeout);
        }
        return registry.request(key, Fields.value(request, "body"), new DeliveryOptions().setSendTimeout(millis))
                .map(answer -> new JsonObject().put("key", key).put("body", answer.body()));
    }

    private Future<JsonObject> send(JsonObject request) {
        String key = Fields.text(request, "key");
        registry.send(key, Fields.value(request, "body"), new DeliveryOptions());
        return Future.succeededFuture(new JsonObject().put("key", key));
    }

    private Future<JsonObject> subscribe(JsonObject request) {
        String address = Fields.address(request);
        subscribers.add(address, Fields.ownerIfAny(vertx, request));
        return Future.succeededFuture(new JsonObject().put("address", address));
    }

    private Future<JsonObject> unsubscribe(JsonObject request) {
        String address = Fields.text(request, "address");
        if (!subscribers.remove(address)) {
            throw Fields.notFound("the registry " + name + " has no subscriber " + address);
        }
        return Future.succeededFuture(new JsonObject().put("address", address));
    }

    private static JsonObject json(Entry entry) {
        return new JsonObject()
                .put("node", entry.node())
                .put("owner", entry.path())
                .put("value", decoded(entry.value()));
    }

    /** What a verticle in Java has registered need not be JSON: then it is that text. */
    private static Object decoded(String value) {
        try {
            return Json.decodeValue(value);
        } catch (DecodeException text) {
            return value;
        }
    }

    private JsonObject json(Change change) {
        return json(change.entry())
                .put("event", change.registered() ? "register" : "unregister")
                .put("registry", name)
                .put("key", change.key());
    }
}
