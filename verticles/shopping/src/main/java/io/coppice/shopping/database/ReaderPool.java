package io.coppice.shopping.database;

import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.ReaderPoolVerticle;
import io.coppice.component.database.SqliteSession;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * The verticle that lends out readers of sessions and sales.
 *
 * <p>Configuration: {@code database} as for the {@link Writer}, and the bounds of a {@link ReaderPoolVerticle}.
 */
public final class ReaderPool extends ReaderPoolVerticle<SqliteSession> {

    static final String PREFIX = "shopping.database";

    public ReaderPool() {
        super(PREFIX);
    }

    @Override
    protected List<String> keys() {
        return List.of(DatabaseFile.KEY);
    }

    @Override
    protected Opener<SqliteSession> opener(ComponentConfig config) {
        Path file = DatabaseFile.of(config, Writer.FILE);
        return () -> SqliteSession.reader(file);
    }

    @Override
    protected JsonObject answer(SqliteSession session, JsonObject request) throws DatabaseException {
        String key = Service.text(request, "key");
        String action = Service.text(request, "action");
        return switch (action) {
            case "events" ->
                new JsonObject().put("events", session.call(connection -> ShopTables.events(connection, key)));
            case "sale" ->
                new JsonObject()
                        .put(
                                "sale",
                                session.call(connection -> ShopTables.sale(connection, key))
                                        .orElse(null));
            default -> throw new IllegalArgumentException("\"action\" must be events or sale, not " + action);
        };
    }
}
