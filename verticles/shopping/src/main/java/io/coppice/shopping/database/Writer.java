package io.coppice.shopping.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqlDatabase;
import io.coppice.component.database.SqlSession;
import io.coppice.component.database.WriterVerticle;
import io.coppice.supervision.nodes.StateScope;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * The one verticle that writes to the database.
 *
 * <p>Configuration: {@code database}, as {@link SqlDatabase} has it; by default {@code shopping.db} in the node's data folder.
 */
public final class Writer extends WriterVerticle<SqlSession, Change> {

    /** Its address. */
    public static final String ADDRESS = "shopping.database.writer";

    @Override
    protected String address() {
        return ADDRESS;
    }

    @Override
    protected Opener<SqlSession> opener() {
        SqlDatabase database = database(vertx, new ComponentConfig(config(), SqlDatabase.KEYS));
        StateScope.set(vertx, "shopping", database.file().isEmpty());
        database.file().ifPresent(file -> DatabaseFile.warnInCluster(vertx, file, "the sessions and sales"));
        return database.writer();
    }

    /** That of the shop, as the writer and the readers have it. */
    static SqlDatabase database(Vertx vertx, ComponentConfig config) {
        return SqlDatabase.of(vertx, config, "shopping", ShopTables.SCHEMA);
    }

    @Override
    protected Change parse(JsonObject request) {
        return Change.of(request);
    }

    @Override
    protected List<Outcome> write(SqlSession session, List<Change> group) throws DatabaseException {
        return session.write(sql -> {
            List<Outcome> outcomes = new ArrayList<>(group.size());
            for (Change change : group) {
                outcomes.add(ShopTables.write(sql, change));
            }
            return outcomes;
        });
    }
}
