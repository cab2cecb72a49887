package io.coppice.host.events;

import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionEvent;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumerOptions;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the events of a node come from: its supervisors, as the source {@code supervisor}, and the addresses on which
 * components publish.
 *
 * <p>A component publishes {@code {"name":"kv","address":"kv.events.published"}} on {@code coppice.events} when it starts;
 * from then on every JSON object that is published at the address is an event of the source {@code kv}. What a restarted
 * component says again changes nothing.
 */
public final class EventSources {

    static final String ADDRESS = "coppice.events";
    static final String SUPERVISOR = "supervisor";

    private static final String EXAMPLE = "{\"name\":\"kv\",\"address\":\"kv.events.published\"}";
    private static final Logger LOG = LoggerFactory.getLogger(EventSources.class);

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
    private static final Set<String> TAKEN = Set.of(SUPERVISOR, Event.LOST);
    /** More than a node can mean; each costs a part of the log. */
    private static final int MOST = 32;
    /** While the event loop is busy so many events of a source wait; of more Vert.x logs that they are discarded. */
    private static final int MOST_WAITING = 64 * 1024;
    /** What an event without a stack has, more or less, beside its path and what it runs. */
    private static final int USUAL_SIZE = 500;

    private final Vertx vertx;
    private final EventLog log;
    /** Its event loop is that of the consumer. */
    private final Context context;
    /** The names by address; only touched by the consumer. */
    private final Map<String, String> names = new HashMap<>();

    private final Set<String> warned = ConcurrentHashMap.newKeySet();

    /** Hears from now on what this Vert.x and its components tell, into the log. */
    public EventSources(Vertx vertx, EventLog log) {
        this.vertx = vertx;
        this.log = log;
        this.context = vertx.getOrCreateContext();
        Supervision.of(vertx).listen(this::supervised);
        vertx.eventBus().<Object>localConsumer(ADDRESS, this::hear);
    }

    /** Completes when the sources that were named before are heard. */
    public Future<Void> settled() {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(v -> promise.complete());
        return promise.future();
    }

    private void supervised(SupervisionEvent event) {
        ExitReason reason = event.reason();
        if (reason.cause() == null
                && reason.handling() == null
                && reason.detail().length() < USUAL_SIZE) {
            // There may be a million of them in a row, of which few are ever read.
            int size = USUAL_SIZE + event.path().length() + event.start().length();
            log.append(SUPERVISOR, size, () -> event.toJson().encode());
        } else {
            // As text, which is cut, and keeps no class of a plugin.
            append(SUPERVISOR, event.toJson());
        }
    }

    private void append(String source, JsonObject event) {
        String json = event.encode();
        log.append(source, json.length(), () -> json);
    }

    private void hear(Message<Object> message) {
        if (!(message.body() instanceof JsonObject body)
                || !(body.getValue("name") instanceof String name)
                || !(body.getValue("address") instanceof String address)) {
            LOG.warn("{} wants {}, not {}", ADDRESS, EXAMPLE, message.body());
        } else if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
            LOG.warn(
                    "{}: no name for a source of events: {}; it must match {} and be none of {}",
                    ADDRESS,
                    name,
                    NAME,
                    TAKEN);
        } else if (names.size() >= MOST && !names.containsKey(address)) {
            LOG.warn("{}: there are {} sources of events; {} is not heard", ADDRESS, MOST, name);
        } else if (names.putIfAbsent(address, name) == null) {
            MessageConsumerOptions options = new MessageConsumerOptions()
                    .setAddress(address)
                    .setLocalOnly(true)
                    .setMaxBufferedMessages(MOST_WAITING);
            vertx.eventBus().<Object>consumer(options).handler(event -> relay(name, event.body()));
        }
    }

    private void relay(String name, Object body) {
        try {
            if (body instanceof JsonObject event) {
                append(name, event);
                return;
            }
        } catch (EncodeException e) {
            warnOnce(name, e.toString());
            return;
        }
        warnOnce(name, String.valueOf(body));
    }

    private void warnOnce(String name, String what) {
        if (warned.add(name)) {
            LOG.warn("events must be JSON objects; of {} came {}; of more like it nothing is said", name, what);
        }
    }
}
