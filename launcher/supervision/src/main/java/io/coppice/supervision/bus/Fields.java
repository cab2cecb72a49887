package io.coppice.supervision.bus;

import io.coppice.supervision.Addresses;
import io.coppice.supervision.Child;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.runtime.SupervisionSystem;
import io.coppice.supervision.spec.Refusal;
import io.vertx.core.Vertx;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The fields of requests, checked. */
final class Fields {

    /** So many characters may a name, a key, a path or an address have. */
    static final int LONGEST_TEXT = 1_000;

    /** So many characters may a value or an event have as JSON. */
    static final int LONGEST_VALUE = 100_000;

    /** What a host adds to every configuration. */
    private static final String FACTS = "coppice";

    private Fields() {}

    static String text(JsonObject request, String field) {
        if (request.getValue(field) instanceof String text && !text.isEmpty() && text.length() <= LONGEST_TEXT) {
            return text;
        }
        throw new IllegalArgumentException(
                "\"" + field + "\" must be a string of 1 to " + LONGEST_TEXT + " characters" + not(request, field));
    }

    /** The address that this node is to send to: none where what is sent would be taken for the node's own request. */
    static String address(JsonObject request) {
        String address = text(request, "address");
        if (Addresses.isPrivate(address) || Addresses.isControl(address) || Addresses.isService(address)) {
            throw new IllegalArgumentException(
                    "\"address\" cannot be " + address + ", which is the node's own; it must be an application's");
        }
        return address;
    }

    private static String not(JsonObject request, String field) {
        if (!request.containsKey(field)) {
            return "; it is missing";
        }
        return not(Json.encode(request.getValue(field)));
    }

    /** What was given, where it is short: an error is no echo. */
    private static String not(String given) {
        return given.length() <= 100 ? ", not " + given : ", not one of " + given.length();
    }

    /** Any JSON but null. */
    static Object value(JsonObject request, String field) {
        Object value = request.getValue(field);
        if (value == null) {
            throw new IllegalArgumentException("\"" + field + "\" must be a JSON value that is not null");
        }
        int length = Json.encode(value).length();
        if (length > LONGEST_VALUE) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" may have " + LONGEST_VALUE + " characters as JSON, not " + length);
        }
        return value;
    }

    /** The child with the path in this field, also while it starts; empty where none has it. */
    static Optional<Child> child(Vertx vertx, JsonObject request, String field) {
        String path = text(request, field);
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException(
                    "\"" + field + "\" must be the path of a child, such as \"/kv/registry\", not \"" + path + "\"");
        }
        return SupervisionSystem.of(vertx).childOrStarting(path);
    }

    static Child owner(Vertx vertx, JsonObject request) {
        return child(vertx, request, "owner")
                .orElseThrow(() -> notFound("no child " + text(request, "owner") + " runs"));
    }

    static @Nullable Child ownerIfAny(Vertx vertx, JsonObject request) {
        return request.containsKey("owner") ? owner(vertx, request) : null;
    }

    /** Of a configuration, of which every key must be known. */
    static void onlyKnown(JsonObject config, Set<String> known) {
        for (String key : config.fieldNames()) {
            if (!known.contains(key) && !key.equals(FACTS)) {
                throw new IllegalArgumentException(
                        "unknown key \"" + key + "\" in \"config\"; known: " + String.join(", ", new TreeSet<>(known)));
            }
        }
    }

    static SupervisionException notFound(String what) {
        return new SupervisionException(Refusal.NOT_FOUND, what, null);
    }

    static SupervisionException overloaded(String what) {
        return new SupervisionException(Refusal.OVERLOADED, what, null);
    }
}
