package io.coppice.kv;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteSession;
import io.coppice.component.database.WriterVerticle;
import io.coppice.kv.log.LogClient;
import io.coppice.kv.log.LogRequest;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;

/**
 * The log of this node: what its buckets have, on disk, for {@code "durability": "disk"} of the registry.
 *
 * <p>Everything that arrives during a commit goes into the next, which is synced to the disk before anybody is answered.
 *
 * <p>Configuration: {@code database}, the file, {@code kv.db} in the node's data folder by default.
 */
public final class Log extends WriterVerticle<SqliteSession, LogRequest> {

    @Override
    protected String address() {
        return LogClient.ADDRESS;
    }

    @Override
    protected Opener<SqliteSession> opener() {
        Path file = DatabaseFile.of(new ComponentConfig(config(), List.of(DatabaseFile.KEY)), "kv.db");
        return () -> SqliteSession.writer(file, LogRequest.SCHEMA);
    }

    @Override
    protected LogRequest parse(JsonObject request) {
        return LogRequest.parse(request);
    }

    @Override
    protected int size(LogRequest request) {
        return request.size();
    }

    @Override
    protected List<Outcome> write(SqliteSession session, List<LogRequest> group) throws DatabaseException {
        return session.transaction(connection -> LogRequest.carryOut(group, connection));
    }
}
