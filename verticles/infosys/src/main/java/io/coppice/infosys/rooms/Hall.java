package io.coppice.infosys.rooms;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.infosys.talk.Topic;
import io.coppice.supervision.Names;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.nodes.Nodes;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The verticle that opens rooms, tells them what is said in those of other nodes, and tells other nodes what was said in them.
 *
 * <p>Configuration: {@code max_history} (100), how much of what is said a room keeps, and {@code idle_seconds} (3600), after which a
 * room in which nobody is, and nothing is said, ends. Its sibling {@code rooms} must be a dynamic supervisor.
 */
public final class Hall extends VerticleBase {

    static final String ADDRESS = "infosys.hall";

    /** Where every room publishes what is said in it, to all nodes. */
    static final String NEWS = "infosys.rooms";

    private static final Logger LOG = LoggerFactory.getLogger(Hall.class);

    /** Where the hall of a node is asked by others. */
    static String address(String node) {
        return ADDRESS + "." + Names.escape(node);
    }

    @Override
    public Future<?> start() {
        ComponentConfig config = new ComponentConfig(config(), List.of("max_history", "idle_seconds"));
        int mostKept = config.whole("max_history", 100, 1, 1_000);
        Duration idle = Duration.ofSeconds(config.whole("idle_seconds", 3_600, 1, 30 * 86_400));
        String path = Supervision.of(vertx).siblingPath("rooms");
        Rooms rooms = new Rooms(vertx, path, mostKept, idle, InstantSource.system());
        Service.serve(vertx, ADDRESS, message -> open(message, rooms));
        Future<Void> news = vertx.eventBus()
                .<@Nullable Object>consumer(NEWS, message -> hear(message.body(), rooms))
                .completion();
        Future<Void> asked = vertx.eventBus()
                .<@Nullable Object>consumer(address(Nodes.of(vertx).self()), message -> history(message, rooms))
                .completion();
        return Future.all(news, asked);
    }

    private static void open(Message<JsonObject> message, Rooms rooms) {
        Topic topic;
        try {
            topic = topic(message.body(), "open");
        } catch (IllegalArgumentException wrong) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(wrong.getMessage()));
            return;
        }
        rooms.open(topic)
                .onSuccess(room -> message.reply(new JsonObject().put("path", room.path())))
                .onFailure(cause -> refuse(message, cause));
    }

    private static Topic topic(@Nullable Object request, String wanted) {
        if (!(request instanceof JsonObject json)) {
            throw new IllegalArgumentException("a request must be a JSON object");
        }
        String action = Service.text(json, "action");
        if (!action.equals(wanted)) {
            throw new IllegalArgumentException("\"action\" must be " + wanted + ", not " + action);
        }
        return new Topic(Service.text(json, "topic"));
    }

    private static void refuse(Message<?> message, Throwable cause) {
        Failure.of(cause).orElse(Failure.UNAVAILABLE).reply(message, String.valueOf(cause.getMessage()));
    }

    /** Something was said in a room of any node, also of this one. */
    private void hear(@Nullable Object body, Rooms rooms) {
        if (!(body instanceof JsonObject news)
                || !(news.getValue("topic") instanceof String name)
                || !(news.getValue("said") instanceof JsonObject said)) {
            LOG.warn("{} wants an object with \"topic\" and \"said\"", NEWS);
            return;
        }
        Topic topic;
        try {
            topic = new Topic(name);
        } catch (IllegalArgumentException wrong) {
            LOG.warn("{}: {}", NEWS, wrong.getMessage());
            return;
        }
        JsonObject heard = new JsonObject().put("action", "heard").put("said", said);
        rooms.open(topic)
                .onSuccess(room ->
                        vertx.eventBus().send(Room.address(topic), heard, new DeliveryOptions().setLocalOnly(true)))
                .onFailure(cause -> LOG.warn("room {} has missed what was said in it: {}", topic, cause.getMessage()));
    }

    /** Another node's room wants to know what was said before. Where there is none here, nothing was. */
    private void history(Message<@Nullable Object> message, Rooms rooms) {
        Topic topic;
        try {
            topic = topic(message.body(), "history");
        } catch (IllegalArgumentException wrong) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(wrong.getMessage()));
            return;
        }
        if (rooms.find(topic).isEmpty()) {
            message.reply(new JsonObject().put("said", new JsonArray()));
            return;
        }
        JsonObject request = new JsonObject().put("action", "history");
        new Requests(vertx)
                .send(Room.address(topic), request, Room.HISTORY_LIMIT)
                .onSuccess(message::reply)
                .onFailure(cause -> refuse(message, cause));
    }
}
