package io.coppice.supervision.bus;

import io.coppice.supervision.Child;
import io.coppice.supervision.EventHandler;
import io.coppice.supervision.EventManager;
import io.coppice.supervision.Names;
import io.coppice.supervision.runtime.JsonService;
import io.coppice.supervision.spec.ExitReason;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/** An event manager of JSON values on the address {@code events.NAME} of this node. */
public final class EventManagerService {

    private static final Logger LOG = System.getLogger(EventManagerService.class.getName());
    private static final String ACTIONS = "notify, sync_notify, subscribe, unsubscribe or which_handlers";

    /** What the id of a subscriber's handler begins with; its address follows. */
    private static final String HANDLER = "bus:";

    private final Vertx vertx;
    private final String name;
    private final EventManager<Object> manager;

    private final MessageConsumer<Object> consumer;

    private EventManagerService(Vertx vertx, String name, EventManager<Object> manager) {
        this.vertx = vertx;
        this.name = name;
        this.manager = manager;
        this.consumer = JsonService.serve(vertx, addressOf(name), "the event manager " + name, this::answer);
    }

    /** Serves a manager, on the caller's context. Its subscribers are handlers of the manager, and go with it. */
    public static EventManagerService serve(Vertx vertx, String name, EventManager<Object> manager) {
        return new EventManagerService(vertx, name, manager);
    }

    /** The address of the event manager with this name, {@linkplain Names#escape escaped}. */
    public static String addressOf(String name) {
        return "events." + Names.escape(name);
    }

    /** Ends the service, not the manager, which keeps its subscribers. */
    public Future<Void> close() {
        return consumer.unregister();
    }

    private Future<JsonObject> answer(String action, JsonObject request) {
        return switch (action) {
            case "notify" -> manager.notify(Fields.value(request, "event")).map(done -> new JsonObject());
            case "sync_notify" ->
                manager.syncNotify(Fields.value(request, "event")).map(done -> new JsonObject());
            case "subscribe" -> subscribe(request);
            case "unsubscribe" -> unsubscribe(request);
            case "which_handlers" ->
                manager.whichHandlers().map(ids -> new JsonObject().put("handlers", new JsonArray(ids)));
            default -> throw JsonService.unknown(action, ACTIONS);
        };
    }

    private Future<JsonObject> subscribe(JsonObject request) {
        String address = Fields.address(request);
        Child owner = Fields.ownerIfAny(vertx, request);
        String id = HANDLER + address;
        EventHandler<Object> handler = new ToAddress(address);
        // What subscribed with this address before, perhaps before a restart, gives way.
        return manager.removeHandler(id)
                .otherwiseEmpty()
                .compose(free -> owner == null
                        ? manager.addHandler(id, handler)
                        : manager.addLinkedHandler(id, handler, owner, reason -> {}))
                .map(added -> new JsonObject().put("address", address));
    }

    private Future<JsonObject> unsubscribe(JsonObject request) {
        String address = Fields.text(request, "address");
        return manager.removeHandler(HANDLER + address).map(done -> new JsonObject().put("address", address));
    }

    /** A subscriber as a handler; it has handled an event when the event is sent, or waits in its buffer. */
    private final class ToAddress implements EventHandler<Object> {

        private final String address;
        private final Subscriber subscriber;

        ToAddress(String address) {
            this.address = address;
            this.subscriber = new Subscriber(vertx, address, this::leave);
        }

        @Override
        public Future<?> handle(Object event) {
            subscriber.offer(new JsonObject().put("manager", name).put("event", event));
            return Future.succeededFuture();
        }

        private void leave() {
            LOG.log(Level.WARNING, addressOf(name) + ": " + Subscriber.nobody(address));
            manager.removeHandler(HANDLER + address)
                    .onFailure(gone -> LOG.log(Level.DEBUG, addressOf(name) + ": it was removed already", gone));
        }

        @Override
        public void terminate(ExitReason reason) {
            subscriber.close();
            if (reason.equals(ExitReason.SHUTDOWN)) {
                Messages.send(
                        vertx, address, new JsonObject().put("manager", name).put("ended", true));
            }
        }
    }
}
