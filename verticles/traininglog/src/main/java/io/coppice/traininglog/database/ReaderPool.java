package io.coppice.traininglog.database;

import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Opener;
import io.coppice.component.database.ReaderPoolVerticle;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The verticle that lends out readers of books.
 *
 * <p>Configuration: {@code database} as for the {@link Writer}, and the bounds of a {@link ReaderPoolVerticle}.
 */
public final class ReaderPool extends ReaderPoolVerticle<TrainingLog> {

    static final String PREFIX = "traininglog.database";

    public ReaderPool() {
        super(PREFIX);
    }

    @Override
    protected List<String> keys() {
        return Database.KEYS;
    }

    @Override
    protected Opener<TrainingLog> opener(ComponentConfig config) {
        return Database.of(vertx, config).reader();
    }

    @Override
    protected JsonObject answer(TrainingLog log, JsonObject request) throws DatabaseException {
        UserName user = new UserName(Service.text(request, "username"));
        String action = String.valueOf(request.getValue("action"));
        return switch (action) {
            case "exists" -> new JsonObject().put("exists", log.exists(user));
            case "read" -> read(log, user);
            default -> throw new IllegalArgumentException("\"action\" must be exists or read, not " + action);
        };
    }

    private static JsonObject read(TrainingLog log, UserName user) throws DatabaseException {
        Buffer logs = Buffer.buffer();
        int[] count = {0};
        long last = log.read(user, entry -> {
            logs.appendString(count[0] == 0 ? "" : ",").appendString(entry.toJson());
            count[0]++;
        });
        return new JsonObject().put("last", last).put("count", count[0]).put("logs", logs);
    }
}
