package io.coppice.todo.database;

import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.SqlDatabase;
import io.coppice.component.database.SqlSession;
import io.coppice.component.database.WriterVerticle;
import io.coppice.supervision.Supervision;
import io.coppice.supervision.nodes.StateScope;
import io.coppice.todo.entries.Form;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * One of the database's workers. It serves {@code todo.database.ID}, where {@code ID} is its own in the tree.
 *
 * <p>Configuration: {@code database}, as {@link SqlDatabase} has it; by default {@code todo.db} in the node's data folder; and
 * {@code max_entries} of a list (10000). All workers must have the same.
 */
public final class Worker extends WriterVerticle<SqlSession, Statement> {

    private static final String MOST_ENTRIES = "max_entries";

    private int mostEntries;

    /** The address of the worker with this id. */
    static String address(String id) {
        return "todo.database." + id;
    }

    @Override
    protected String address() {
        return address(Supervision.of(vertx).self().orElseThrow().id());
    }

    @Override
    protected Opener<SqlSession> opener() {
        ComponentConfig config = new ComponentConfig(config(), List.of(DatabaseFile.KEY, MOST_ENTRIES));
        mostEntries = config.whole(MOST_ENTRIES, 10_000, 1, 100_000);
        SqlDatabase database = SqlDatabase.of(vertx, config, "todo", Statement.SCHEMA);
        StateScope.set(vertx, "todo", database.file().isEmpty());
        database.file().ifPresent(file -> DatabaseFile.warnInCluster(vertx, file, "the lists"));
        return database.writer();
    }

    @Override
    protected Statement parse(JsonObject request) {
        Form form = Form.of(request);
        String list = form.list().value();
        String action = Service.text(request, "action");
        return switch (action) {
            case "load" -> new Statement.Load(list);
            case "add" -> new Statement.Add(list, Service.text(request, "key"), form.task(), mostEntries);
            case "update" -> new Statement.Update(list, form.id(), form.task());
            case "delete" -> new Statement.Delete(list, form.id());
            default ->
                throw new IllegalArgumentException("\"action\" must be load, add, update or delete, not " + action);
        };
    }

    @Override
    protected List<Outcome> write(SqlSession session, List<Statement> group) throws DatabaseException {
        return session.write(sql -> {
            List<Outcome> outcomes = new ArrayList<>(group.size());
            for (Statement statement : group) {
                outcomes.add(statement.execute(sql));
            }
            return outcomes;
        });
    }
}
