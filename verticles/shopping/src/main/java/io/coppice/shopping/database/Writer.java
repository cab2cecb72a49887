package io.coppice.shopping.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteSession;
import io.coppice.component.database.WriterVerticle;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The one verticle that writes to the database.
 *
 * <p>Configuration: {@code database}, the name of the file; by default {@code shopping.db} in the node's data folder.
 */
public final class Writer extends WriterVerticle<SqliteSession, Change> {

    /** Its address. */
    public static final String ADDRESS = "shopping.database.writer";

    static final String FILE = "shopping.db";

    @Override
    protected String address() {
        return ADDRESS;
    }

    @Override
    protected Opener<SqliteSession> opener() {
        Path file = DatabaseFile.of(new ComponentConfig(config(), List.of(DatabaseFile.KEY)), FILE);
        return () -> SqliteSession.writer(file, ShopTables.SCHEMA);
    }

    @Override
    protected Change parse(JsonObject request) {
        return Change.of(request);
    }

    @Override
    protected List<Outcome> write(SqliteSession session, List<Change> group) throws DatabaseException {
        return session.transaction(connection -> {
            List<Outcome> outcomes = new ArrayList<>(group.size());
            for (Change change : group) {
                outcomes.add(ShopTables.write(connection, change));
            }
            return outcomes;
        });
    }
}
