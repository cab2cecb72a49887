package io.coppice.component.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.util.ArrayList;
import java.util.List;

/** A small component's writer: notes in a SQLite file; an empty one is refused, and {@code crash} is a bug. */
public final class NoteWriter extends WriterVerticle<SqliteSession, String> {

    static final String ADDRESS = "notes.writer";
    static final List<String> SCHEMA = List.of("CREATE TABLE note (text TEXT NOT NULL) STRICT");

    @Override
    protected String address() {
        return ADDRESS;
    }

    @Override
    protected Opener<SqliteSession> opener() {
        Path file = DatabaseFile.of(new ComponentConfig(config(), List.of(DatabaseFile.KEY)), "notes.db");
        return () -> SqliteSession.writer(file, SCHEMA);
    }

    @Override
    protected String parse(JsonObject request) {
        return Service.text(request, "text");
    }

    @Override
    protected List<Outcome> write(SqliteSession session, List<String> group) throws DatabaseException {
        return session.transaction(connection -> {
            List<Outcome> outcomes = new ArrayList<>();
            PreparedStatement insert = connection.prepared("INSERT INTO note VALUES (?)");
            for (String text : group) {
                if (text.equals("crash")) {
                    throw new IllegalStateException("planted");
                }
                if (text.isEmpty()) {
                    outcomes.add(Outcome.refused(Failure.FULL, "no room for nothing"));
                } else {
                    insert.setString(1, text);
                    insert.executeUpdate();
                    outcomes.add(Outcome.done(new JsonObject().put("kept", text)));
                }
            }
            return outcomes;
        });
    }
}
