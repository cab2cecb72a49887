package io.coppice.host;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears from components on which ports they listen.
 *
 * <p>A component publishes {@code {"name":"kv","host":"127.0.0.1","port":4040}} on {@code coppice.listening} when its
 * server is bound. What a restarted component says again is not told again.
 */
final class ListeningPorts {

    static final String ADDRESS = "coppice.listening";

    private static final String EXAMPLE = "{\"name\":\"kv\",\"host\":\"127.0.0.1\",\"port\":4040}";

    private static final Logger LOG = LoggerFactory.getLogger(ListeningPorts.class);
    /** More than a node can mean; a component that makes up names would fill the memory otherwise. */
    private static final int MOST = 1000;

    private record Port(String name, String host, int port) {}

    private final PortListener listener;
    private final Context context;
    /** Only touched on the context, as the next three. */
    private final Set<Port> told = new HashSet<>();

    private final Map<String, String> firstNames = new HashMap<>();
    private @Nullable HostException conflict;
    private boolean isSettled;

    ListeningPorts(Vertx vertx, PortListener listener) {
        this.listener = listener;
        this.context = vertx.getOrCreateContext();
        vertx.eventBus().<Object>localConsumer(ADDRESS, this::hear);
    }

    /** Completes on an event loop of the node when it is told. */
    Future<Void> tell(String name, String host, int port) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> {
            tellOnce(new Port(name, host, port));
            promise.complete();
        });
        return promise.future();
    }

    /** Completes when everything that was published before is told; failed where two names have one address. */
    Future<Void> settled() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(ignored -> {
            isSettled = true;
            if (conflict == null) {
                promise.complete();
            } else {
                promise.fail(conflict);
            }
        });
        return promise.future();
    }

    private void hear(Message<Object> message) {
        if (message.body() instanceof JsonObject body
                && body.getValue("name") instanceof String name
                && body.getValue("host") instanceof String host
                && body.getValue("port") instanceof Number port) {
            tellOnce(new Port(name, host, port.intValue()));
        } else {
            LOG.warn("{} wants {}, not {}", ADDRESS, EXAMPLE, message.body());
        }
    }

    private void tellOnce(Port port) {
        if (told.size() < MOST && told.add(port)) {
            listener.listening(port.name(), port.host(), port.port());
            checkConflict(port);
        }
    }

    /** Vert.x lets two servers share an address and deals the connections out among them: half of them go astray. */
    private void checkConflict(Port port) {
        String address = port.host() + ":" + port.port();
        String first = firstNames.putIfAbsent(address, port.name());
        if (first == null || first.equals(port.name())) {
            return;
        }
        String message = first + " and " + port.name() + " both listen on " + address + ": give each a port of its own";
        if (isSettled) {
            // A component that moved may have left the address by now, so this is no reason to stop.
            LOG.warn("{}", message);
        } else if (conflict == null) {
            conflict = new HostException(HostException.Part.CHILD, message, new IllegalStateException(message));
        }
    }
}
