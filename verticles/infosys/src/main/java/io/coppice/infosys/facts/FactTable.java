package io.coppice.infosys.facts;

import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqliteConnection;
import io.coppice.component.database.SqliteSession;
import io.coppice.component.database.WriterVerticle;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The verticle that answers from a table of facts, which it makes where there is none. Anybody may add to the file meanwhile.
 *
 * <p>Configuration: {@code database}, the name of the file; by default {@code infosys.db} in the node's data folder.
 */
public final class FactTable extends WriterVerticle<SqliteSession, String> {

    private static final String ADDRESS = "infosys.facts";

    /** The facts whose subject is in the question, the longest subject first. */
    private static final String SELECT = "SELECT subject, text FROM fact"
            + " WHERE instr(?, ' ' || lower(subject) || ' ') > 0 ORDER BY length(subject) DESC, subject LIMIT 3";

    @Override
    protected String address() {
        return ADDRESS;
    }

    @Override
    protected Opener<SqliteSession> opener() {
        Path file = DatabaseFile.of(new ComponentConfig(config(), List.of(DatabaseFile.KEY)), "infosys.db");
        return () -> SqliteSession.writer(file, FirstFacts.SCHEMA);
    }

    @Override
    protected String parse(JsonObject request) {
        return Service.text(request, "question");
    }

    @Override
    protected List<Outcome> write(SqliteSession session, List<String> questions) throws DatabaseException {
        return session.call(connection -> {
            List<Outcome> outcomes = new ArrayList<>(questions.size());
            for (String question : questions) {
                outcomes.add(Outcome.done(new JsonObject().put("answers", answers(connection, question))));
            }
            return outcomes;
        });
    }

    private static JsonArray answers(SqliteConnection connection, String question) throws SQLException {
        Words words = Words.of(question);
        PreparedStatement select = connection.prepared(SELECT);
        select.setString(1, words.padded());
        JsonArray answers = new JsonArray();
        try (ResultSet rows = select.executeQuery()) {
            while (rows.next()) {
                answers.add(new JsonObject()
                        .put("text", rows.getString("text"))
                        .put("score", words.score(rows.getString("subject"))));
            }
        }
        return answers;
    }
}
