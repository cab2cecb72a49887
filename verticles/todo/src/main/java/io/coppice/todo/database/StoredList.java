package io.coppice.todo.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Requests;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.Supervisor;
import io.coppice.supervision.spec.ChildSpec;
import io.coppice.todo.entries.Entry;
import io.coppice.todo.entries.ListName;
import io.coppice.todo.entries.Task;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;

/** One list as the database has it, through the worker that always serves it. */
public final class StoredList {

    /** Longer than a worker waits for its turn, and than SQLite for a lock. */
    private static final Duration LIMIT = Duration.ofSeconds(11);

    private final Requests requests;
    private final ListName list;
    private final String worker;

    private StoredList(Vertx vertx, ListName list, String worker) {
        this.requests = new Requests(vertx);
        this.list = list;
        this.worker = worker;
    }

    /**
     * The list in the database whose workers are the children of a supervisor.
     *
     * @param database the path of that supervisor
     * @throws IllegalStateException if it is not there
     */
    public static StoredList of(Vertx vertx, String database, ListName list) {
        Supervisor workers = Supervision.of(vertx)
                .supervisor(database)
                .orElseThrow(() -> new IllegalStateException("the database is being restarted"));
        return new StoredList(
                vertx, list, Worker.address(workerOf(list, workers.spec().children())));
    }

    /** By the name alone, so that every server of the list comes to the same. */
    static String workerOf(ListName list, List<ChildSpec> workers) {
        int hash = list.value().hashCode();
        return workers.get(Math.floorMod(hash ^ (hash >>> 16), workers.size())).id();
    }

    /** All entries. */
    public Future<List<Entry>> load() {
        return repeat(request("load"))
                .map(reply -> reply.getJsonArray("entries").stream()
                        .map(entry -> Entry.of((JsonObject) entry))
                        .toList());
    }

    /** Adds an entry, once for each key, and gives its number. */
    public Future<Long> add(String key, Task task) {
        return repeat(request("add", task).put("key", key)).map(reply -> reply.getLong("id"));
    }

    /** Changes an entry. */
    public Future<Void> update(Entry entry) {
        return repeat(request("update", entry.task()).put("id", entry.id())).mapEmpty();
    }

    /** Deletes an entry. */
    public Future<Void> delete(long id) {
        return repeat(request("delete").put("id", id)).mapEmpty();
    }

    private JsonObject request(String action) {
        return new JsonObject().put("action", action).put("list", list.value());
    }

    private JsonObject request(String action, Task task) {
        return request(action).put("date", task.date().toString()).put("title", task.title());
    }

    private Future<JsonObject> repeat(JsonObject request) {
        return requests.repeat(Failure::isUndone, () -> requests.send(worker, request, LIMIT));
    }
}
