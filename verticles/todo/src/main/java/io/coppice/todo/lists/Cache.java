package io.coppice.todo.lists;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.SupervisionException;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.VerticleStart;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.supervision.spec.RestartType;
import io.coppice.todo.entries.Form;
import io.coppice.todo.entries.ListName;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The verticle that finds or starts the server of a list, and answers for all lists on the event bus.
 *
 * <p>Configuration: {@code idle_seconds} (600), after which a server that nobody asks ends. Its siblings are {@code servers}, a
 * dynamic supervisor, and {@code database}, the supervisor of the workers.
 */
public final class Cache extends VerticleBase {

    /** Its address. */
    static final String ADDRESS = "todo.cache";

    private static final String IDLE = "idle_seconds";

    /** The servers that are being started, so that a second client waits for the first one's; on this verticle's context. */
    private final Map<ListName, Future<Child>> starting = new HashMap<>();

    private final UnderWay underWay = new UnderWay();

    @Override
    public Future<?> start() {
        Duration idle = Duration.ofSeconds(new ComponentConfig(config(), List.of(IDLE)).whole(IDLE, 600, 1, 86_400));
        String servers = Supervision.of(vertx).siblingPath("servers");
        String database = Supervision.of(vertx).siblingPath("database");
        Service.serve(vertx, ADDRESS, message -> receive(message, servers, database, idle));
        ListService.serve(vertx);
        Supervision.of(vertx)
                .self()
                .ifPresent(self -> self.ended()
                        .onComplete(reason -> context.runOnContext(
                                v -> underWay.abandon(Failure.UNAVAILABLE, "the cache is being restarted"))));
        return Future.succeededFuture();
    }

    private void receive(Message<JsonObject> message, String servers, String database, Duration idle) {
        String action = String.valueOf(message.body().getValue("action"));
        switch (action) {
            case "server" -> {
                ListName list;
                try {
                    list = Form.of(message.body()).list();
                } catch (IllegalArgumentException e) {
                    Failure.BAD_REQUEST.reply(message, String.valueOf(e.getMessage()));
                    return;
                }
                underWay.add(message);
                server(list, servers, database, idle)
                        .onSuccess(child -> underWay.finish(message, waiting -> answer(waiting, child)))
                        .onFailure(cause -> underWay.finish(message, waiting -> refuse(waiting, cause)));
            }
            case "count" -> {
                Servers table = Servers.of(vertx);
                message.reply(new JsonObject().put("servers", table == null ? 0 : table.count()));
            }
            default -> Failure.BAD_REQUEST.reply(message, "\"action\" must be server or count, not " + action);
        }
    }

    /** @param child null where it is not to run on this node */
    private static void answer(Message<JsonObject> message, @Nullable Child child) {
        if (child == null) {
            Failure.UNAVAILABLE.reply(message, "another node serves the list, or this one may not");
        } else {
            message.reply(new JsonObject().put("path", child.path()));
        }
    }

    private Future<Child> server(ListName list, String servers, String database, Duration idle) {
        // Again: it may have come up since its client looked.
        Servers table = Servers.of(vertx);
        Child running = table == null ? null : table.find(list);
        if (running != null) {
            return Future.succeededFuture(running);
        }
        Future<Child> underWay = starting.get(list);
        if (underWay != null) {
            return underWay;
        }
        Optional<Supervisor> supervisor = Supervision.of(vertx).supervisor(servers);
        if (supervisor.isEmpty()) {
            return Future.failedFuture(Failure.UNAVAILABLE.exception("the servers' supervisor is being restarted"));
        }
        VerticleStart start = VerticleStart.of(
                        "java:" + ListServer.class.getName(), () -> new ListServer(list, database, idle))
                .withOptions(new DeploymentOptions().setClassLoader(ListServer.class.getClassLoader()));
        Future<Child> started = ListServer.names(vertx)
                .mayStart()
                .compose(may -> supervisor
                        .get()
                        .startChild(ChildSpec.of(list.escaped(), start).withRestart(RestartType.TEMPORARY)));
        starting.put(list, started);
        return started.onComplete(done -> starting.remove(list));
    }

    private static void refuse(Message<JsonObject> message, Throwable cause) {
        if (cause instanceof ReplyException refused) {
            message.fail(refused.failureCode(), refused.getMessage());
        } else if (cause instanceof SupervisionException refused) {
            Failure failure = switch (refused.code()) {
                case MAX_CHILDREN -> Failure.OVERLOADED;
                default -> Failure.UNAVAILABLE;
            };
            failure.reply(message, "the list's server was not started: " + refused.getMessage());
        } else {
            Failure.UNAVAILABLE.reply(message, String.valueOf(cause.getMessage()));
        }
    }
}
