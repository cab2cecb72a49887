package io.coppice.todo.lists;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.todo.entries.Form;
import io.coppice.todo.entries.ListName;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;

/** The to-do lists for other plugins: {@code todo.list} on the event bus of this node. */
final class ListService {

    private static final String ADDRESS = "todo.list";

    private final Lists lists;

    private ListService(Lists lists) {
        this.lists = lists;
    }

    static void serve(Vertx vertx) {
        ListService service = new ListService(new Lists(vertx));
        Service.serve(vertx, ADDRESS, service::receive);
    }

    private void receive(Message<JsonObject> message) {
        Future<JsonObject> answer;
        try {
            answer = answer(Form.of(message.body()), Service.text(message.body(), "action"));
        } catch (IllegalArgumentException e) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(e.getMessage()));
            return;
        }
        answer.onSuccess(message::reply)
                .onFailure(cause -> Failure.of(cause)
                        .orElse(Failure.UNAVAILABLE)
                        .reply(message, String.valueOf(cause.getMessage())));
    }

    private Future<JsonObject> answer(Form form, String action) {
        ListName list = form.list();
        return switch (action) {
            case "add" -> lists.add(list, form.key(), form.task());
            case "entries" -> lists.entries(list, form.date());
            case "update" -> lists.update(list, form.id(), form.task());
            case "delete" -> lists.delete(list, form.id()).map(deleted -> new JsonObject());
            default ->
                throw new IllegalArgumentException("\"action\" must be add, entries, update or delete, not " + action);
        };
    }
}
