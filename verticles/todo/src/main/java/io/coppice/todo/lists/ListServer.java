package io.coppice.todo.lists;

import io.coppice.component.bus.ClusterNames;
import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.supervision.Child;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.spec.ExitReason;
import io.coppice.todo.database.StoredList;
import io.coppice.todo.entries.Entry;
import io.coppice.todo.entries.Form;
import io.coppice.todo.entries.ListName;
import io.coppice.todo.entries.Task;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Optional;

/**
 * The verticle of one list: everything that changes the list goes through it, first to the database, then to its memory, then the
 * answer. Where the nodes of a cluster have their lists together, one of them has it.
 */
final class ListServer extends VerticleBase {

    /** Each is a message that waits for the database, which refuses more than it can take. */
    private static final int MOST_UNDER_WAY = 1_000;

    private final ListName list;
    private final String database;
    private final Duration idle;
    private final UnderWay underWay = new UnderWay();
    private boolean used = true;
    private boolean leaving;

    /**
     * A server.
     *
     * @param database the path of the supervisor of the database's workers
     * @param idle it ends when nobody asked anything for so long
     */
    ListServer(ListName list, String database, Duration idle) {
        this.list = list;
        this.database = database;
        this.idle = idle;
    }

    static String address(ListName list) {
        return "todo.server." + list.escaped();
    }

    /** Which node serves which list, where they are those of all nodes. */
    static ClusterNames names(Vertx vertx) {
        return new ClusterNames(vertx, "todo", "todo.lists");
    }

    @Override
    public Future<?> start() {
        Child self = Supervision.of(vertx).self().orElseThrow(() -> new IllegalStateException("it needs a supervisor"));
        StoredList stored = StoredList.of(vertx, database, list);
        // The name first: what is read after that nobody else changes.
        return names(vertx)
                .take(list.value(), self, address(list))
                .compose(named -> stored.load())
                .map(entries -> {
                    Servers servers = Servers.of(vertx);
                    if (servers == null || self.ended().isComplete()) {
                        throw new IllegalStateException("the registry is being restarted, or the server was stopped");
                    }
                    TodoList memory = new TodoList(entries);
                    Service.serve(vertx, address(list), message -> receive(message, memory, stored, self));
                    self.ended()
                            .onComplete(reason -> context.runOnContext(v -> underWay.abandon(
                                    Failure.UNKNOWN_OUTCOME,
                                    "the list's server ended meanwhile, look before you send it again")));
                    vertx.setPeriodic(idle.toMillis(), timer -> endIfIdle(self));
                    servers.register(list, self);
                    return entries.size();
                });
    }

    private void endIfIdle(Child self) {
        if (!used && underWay.isEmpty()) {
            leave(self, ExitReason.NORMAL);
        }
        used = false;
    }

    /** What comes from now on is sent again to the next server. */
    private void leave(Child self, ExitReason reason) {
        leaving = true;
        self.exit(reason);
    }

    private void receive(Message<JsonObject> message, TodoList memory, StoredList stored, Child self) {
        if (leaving || !self.isRunning()) {
            Failure.UNAVAILABLE.reply(message, "the list's server has ended");
            return;
        }
        used = true;
        Form form;
        Future<JsonObject> done;
        try {
            form = Form.of(message.body());
            String action = Service.text(message.body(), "action");
            if (action.equals("entries")) {
                message.reply(entries(memory, form));
                return;
            }
            if (underWay.size() >= MOST_UNDER_WAY) {
                Failure.OVERLOADED.reply(message, MOST_UNDER_WAY + " changes of the list " + list + " wait already");
                return;
            }
            done = switch (action) {
                case "add" -> add(memory, stored, Service.text(message.body(), "key"), form.task());
                case "update" -> update(memory, stored, new Entry(form.id(), form.task()));
                case "delete" -> delete(memory, stored, form.id());
                default ->
                    throw new IllegalArgumentException(
                            "\"action\" must be add, entries, update or delete, not " + action);
            };
        } catch (IllegalArgumentException e) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(e.getMessage()));
            return;
        }
        underWay.add(message);
        done.onSuccess(reply -> underWay.finish(message, waiting -> waiting.reply(reply)))
                .onFailure(cause -> fail(message, cause, self));
    }

    private JsonObject entries(TodoList memory, Form form) {
        JsonArray entries = new JsonArray();
        memory.on(form.date()).forEach(entry -> entries.add(entry.toJson()));
        return new JsonObject().put("list", list.value()).put("entries", entries);
    }

    private static Future<JsonObject> add(TodoList memory, StoredList stored, String key, Task task) {
        return stored.add(key, task).map(id -> {
            memory.add(new Entry(id, task));
            return memory.find(id).orElseThrow().toJson();
        });
    }

    private static Future<JsonObject> update(TodoList memory, StoredList stored, Entry entry) {
        return stored.update(entry).map(updated -> {
            memory.put(entry);
            return entry.toJson();
        });
    }

    private static Future<JsonObject> delete(TodoList memory, StoredList stored, long id) {
        return stored.delete(id).map(deleted -> {
            memory.remove(id);
            return new JsonObject();
        });
    }

    private void fail(Message<JsonObject> message, Throwable cause, Child self) {
        Optional<Failure> failure = Failure.of(cause);
        if (failure.isPresent() && failure.get() != Failure.UNKNOWN_OUTCOME) {
            underWay.finish(message, waiting -> failure.get().reply(waiting, String.valueOf(cause.getMessage())));
        } else if (Failure.isUndone(cause)) {
            underWay.finish(message, waiting -> Failure.UNAVAILABLE.reply(waiting, "the database is being restarted"));
        } else {
            underWay.finish(
                    message,
                    waiting -> Failure.UNKNOWN_OUTCOME.reply(
                            waiting, "the database did not answer, look before you send it again"));
            leave(self, ExitReason.shutdown("what the database did is not known"));
        }
    }
}
