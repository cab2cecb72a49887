package io.coppice.shopping.database;

import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Opener;
import io.coppice.component.database.ReaderPoolVerticle;
import io.coppice.component.database.SqlDatabase;
import io.coppice.component.database.SqlSession;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The verticle that lends out readers of sessions and sales.
 *
 * <p>Configuration: {@code database} as for the {@link Writer}, and the bounds of a {@link ReaderPoolVerticle}.
 */
public final class ReaderPool extends ReaderPoolVerticle<SqlSession> {

    static final String PREFIX = "shopping.database";

    public ReaderPool() {
        super(PREFIX);
    }

    @Override
    protected List<String> keys() {
        return SqlDatabase.KEYS;
    }

    @Override
    protected Opener<SqlSession> opener(ComponentConfig config) {
        return Writer.database(vertx, config).reader();
    }

    @Override
    protected JsonObject answer(SqlSession session, JsonObject request) throws DatabaseException {
        String key = Service.text(request, "key");
        String action = Service.text(request, "action");
        return switch (action) {
            case "events" -> new JsonObject().put("events", session.read(sql -> ShopTables.events(sql, key)));
            case "sale" ->
                new JsonObject()
                        .put(
                                "sale",
                                session.read(sql -> ShopTables.sale(sql, key)).orElse(null));
            case "last_sale" ->
                new JsonObject()
                        .put(
                                "sale",
                                session.read(sql -> ShopTables.lastSale(sql, key))
                                        .orElse(null));
            default ->
                throw new IllegalArgumentException("\"action\" must be events, sale or last_sale, not " + action);
        };
    }
}
