package io.coppice.todo.lists;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.supervision.Child;
import io.coppice.supervision.ClusterRegistry;
import io.coppice.todo.entries.ListName;
import io.coppice.todo.entries.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/** All lists, for one who reads and changes them, whichever node serves them. */
public final class Lists {

    /** Longer than a server waits for the database. */
    private static final Duration LIMIT = Duration.ofSeconds(12);

    /** Of what another node is asked, and may be asked again. */
    private static final Duration READ_LIMIT = Duration.ofSeconds(1);

    private final Vertx vertx;
    private final Requests requests;
    private final ClusterRegistry names;

    public Lists(Vertx vertx) {
        this.vertx = vertx;
        this.requests = new Requests(vertx);
        this.names = ListServer.names(vertx).registry();
    }

    /** Finds the server of a list in the table, or has the cache start it. */
    Future<Void> findOrStart(ListName list) {
        if (find(list).isPresent()) {
            return Future.succeededFuture();
        }
        JsonObject request = new JsonObject().put("action", "server").put("list", list.value());
        return requests.send(Cache.ADDRESS, request, LIMIT).mapEmpty();
    }

    /** The server of a list, if one is registered: no message, no wait. */
    Optional<Child> find(ListName list) {
        Servers servers = Servers.of(vertx);
        return servers == null ? Optional.empty() : Optional.ofNullable(servers.find(list));
    }

    /**
     * Adds an entry, which is durable when this completes. Whatever dies meanwhile, it is added once.
     *
     * @param key makes it one addition, however often it is sent; a new one where there is none
     */
    public Future<JsonObject> add(ListName list, Optional<String> key, Task task) {
        JsonObject request = request("add", task)
                .put("key", key.orElseGet(() -> UUID.randomUUID().toString()));
        return ask(list, request, Lists::mayBeAddedAgain);
    }

    private static boolean mayBeAddedAgain(Throwable cause) {
        return Failure.isPassing(cause)
                || Failure.of(cause).filter(Failure.UNKNOWN_OUTCOME::equals).isPresent();
    }

    /** The entries of a day, or all. */
    public Future<JsonObject> entries(ListName list, Optional<LocalDate> day) {
        JsonObject request = new JsonObject().put("action", "entries");
        day.ifPresent(date -> request.put("date", date.toString()));
        return ask(list, request, Failure::isPassing);
    }

    /** Gives an entry another day and title. */
    public Future<JsonObject> update(ListName list, long id, Task task) {
        return ask(list, request("update", task).put("id", id), Failure::isUndone);
    }

    /** Takes an entry away. */
    public Future<Void> delete(ListName list, long id) {
        return ask(list, new JsonObject().put("action", "delete").put("id", id), Failure::isUndone)
                .mapEmpty();
    }

    private static JsonObject request(String action, Task task) {
        return new JsonObject()
                .put("action", action)
                .put("date", task.date().toString())
                .put("title", task.title());
    }

    private Future<JsonObject> ask(ListName list, JsonObject request, Predicate<Throwable> mayBeSentAgain) {
        String address = ListServer.address(list);
        return requests.repeat(
                mayBeSentAgain,
                () -> names.isElsewhere(list.value())
                        ? askElsewhere(list, request)
                        : findOrStart(list).compose(found -> requests.send(address, request, LIMIT)));
    }

    private Future<JsonObject> askElsewhere(ListName list, JsonObject request) {
        Duration limit = request.getString("action").equals("entries") ? READ_LIMIT : LIMIT;
        return names.<JsonObject>request(list.value(), request, new DeliveryOptions().setSendTimeout(limit.toMillis()))
                .map(reply -> reply.body());
    }
}
