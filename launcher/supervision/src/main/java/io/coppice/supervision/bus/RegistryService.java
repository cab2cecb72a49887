package io.coppice.supervision.bus;

import io.coppice.supervision.Child;
import io.coppice.supervision.Names;
import io.coppice.supervision.Registry;
import io.coppice.supervision.Registry.Change;
import io.coppice.supervision.Registry.Entry;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.runtime.JsonService;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** A registry of JSON values with string keys on the address {@code registry.NAME} of this node. */
public final class RegistryService {

    /** So many entries may be registered over the bus; more are refused. */
    public static final int MOST_ENTRIES = 1_000_000;

    /** So many entries or keys are in one answer; the others are counted only. */
    public static final int MOST_LISTED = 10_000;

    private static final String ACTIONS = "register, unregister, lookup, keys, count, subscribe or unsubscribe";

    private final Vertx vertx;
    private final String name;
    private final Registry<String, Object> registry;
    private final Subscribers subscribers;
    private final Runnable noLongerListening;
    private final MessageConsumer<Object> consumer;

    private RegistryService(Vertx vertx, String name, Registry<String, Object> registry) {
        this.vertx = vertx;
        this.name = name;
        this.registry = registry;
        this.subscribers = new Subscribers(vertx, addressOf(name));
        this.noLongerListening = registry.listen(change -> subscribers.tell(json(change)));
        this.consumer = JsonService.serve(vertx, addressOf(name), "the registry " + name, this::answer);
    }

    /** Serves a registry, on the caller's context; with a supervised verticle that calls this, the service goes. */
    public static RegistryService serve(Vertx vertx, String name, Registry<String, Object> registry) {
        return new RegistryService(vertx, name, registry);
    }

    /** The address of the registry with this name, {@linkplain Names#escape escaped}. */
    public static String addressOf(String name) {
        return "registry." + Names.escape(name);
    }

    /** Ends the service, not the registry; to be called on the context that began it. */
    public Future<Void> close() {
        noLongerListening.run();
        subscribers.close(new JsonObject().put("registry", name).put("ended", true));
        return consumer.unregister();
    }

    private Future<JsonObject> answer(String action, JsonObject request) {
        return Future.succeededFuture(
                switch (action) {
                    case "register" -> register(request);
                    case "unregister" -> unregister(request);
                    case "lookup" -> lookup(request);
                    case "keys" -> keys(request);
                    case "count" -> new JsonObject().put("count", registry.count());
                    case "subscribe" -> subscribe(request);
                    case "unsubscribe" -> unsubscribe(request);
                    default -> throw JsonService.unknown(action, ACTIONS);
                });
    }

    private JsonObject register(JsonObject request) {
        String key = Fields.text(request, "key");
        Object value = Fields.value(request, "value");
        Child owner = Fields.owner(vertx, request);
        if (registry.count() >= MOST_ENTRIES) {
            throw Fields.overloaded("the registry " + name + " has " + MOST_ENTRIES + " entries already");
        }
        Optional<Child> holder;
        try {
            holder = registry.register(key, value, owner);
        } catch (IllegalStateException ended) {
            throw Fields.notFound(String.valueOf(ended.getMessage()));
        }
        holder.ifPresent(other -> {
            String why = "the key \"" + key + "\" is registered by " + other.path() + " already";
            throw new SupervisionException(Refusal.ALREADY_STARTED, why, null);
        });
        return new JsonObject().put("key", key).put("owner", owner.path());
    }

    private JsonObject unregister(JsonObject request) {
        String key = Fields.text(request, "key");
        Child owner = Fields.owner(vertx, request);
        registry.unregister(key, owner);
        return new JsonObject().put("key", key).put("owner", owner.path());
    }

    private JsonObject lookup(JsonObject request) {
        List<Entry<Object>> entries = registry.lookup(Fields.text(request, "key"));
        JsonArray listed = new JsonArray();
        entries.stream().limit(MOST_LISTED).forEach(entry -> listed.add(json(entry)));
        return new JsonObject().put("count", entries.size()).put("entries", listed);
    }

    private JsonObject keys(JsonObject request) {
        List<String> keys = registry.keys(Fields.owner(vertx, request));
        return new JsonObject()
                .put("count", keys.size())
                .put("keys", new JsonArray(keys.stream().limit(MOST_LISTED).toList()));
    }

    private JsonObject subscribe(JsonObject request) {
        String address = Fields.address(request);
        subscribers.add(address, Fields.ownerIfAny(vertx, request));
        return new JsonObject().put("address", address);
    }

    private JsonObject unsubscribe(JsonObject request) {
        String address = Fields.text(request, "address");
        if (!subscribers.remove(address)) {
            throw Fields.notFound("the registry " + name + " has no subscriber " + address);
        }
        return new JsonObject().put("address", address);
    }

    private static JsonObject json(Entry<Object> entry) {
        return new JsonObject().put("owner", entry.owner().path()).put("value", entry.value());
    }

    private JsonObject json(Change<String, Object> change) {
        return json(change.entry())
                .put("event", change.registered() ? "register" : "unregister")
                .put("registry", name)
                .put("key", change.key());
    }
}
