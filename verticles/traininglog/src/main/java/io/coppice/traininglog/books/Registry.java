package io.coppice.traininglog.books;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.supervision.ClusterRegistry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The verticle that owns the table of loaded books, and answers for it on the event bus. */
public final class Registry extends VerticleBase {

    private static final String ADDRESS = "traininglog.registry";

    @Override
    public Future<?> start() {
        new ComponentConfig(config(), List.of());
        BookTable table = BookTable.of(vertx);
        table.sweep();
        ClusterRegistry names = BookServer.names(vertx).registry();
        Service.serve(vertx, ADDRESS, message -> answer(message, table, names));
        return Future.succeededFuture();
    }

    private void answer(Message<JsonObject> message, BookTable table, ClusterRegistry names) {
        String action = String.valueOf(message.body().getValue("action"));
        switch (action) {
            case "lookup" -> lookup(message, table, names);
            case "count" -> message.reply(new JsonObject().put("books", table.size()));
            default -> Failure.BAD_REQUEST.reply(message, "\"action\" must be lookup or count, not " + action);
        }
    }

    private void lookup(Message<JsonObject> message, BookTable table, ClusterRegistry names) {
        UserName user;
        try {
            user = new UserName(Service.text(message.body(), "username"));
        } catch (IllegalArgumentException e) {
            Failure.BAD_REQUEST.reply(message, String.valueOf(e.getMessage()));
            return;
        }
        JsonObject reply = new JsonObject().put("loaded", false);
        table.find(user)
                .ifPresent(book ->
                        reply.put("loaded", true).put("path", book.server().path()));
        names.whereis(user.value())
                .ifPresent(holder ->
                        reply.put("loaded", true).put("path", holder.path()).put("node", holder.node()));
        message.reply(reply);
    }
}
