package io.coppice.traininglog.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.DatabaseFile;
import io.coppice.component.database.Opener;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.WriterVerticle;
import io.coppice.supervision.nodes.StateScope;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * The one verticle that writes to the database.
 *
 * <p>Configuration: {@code database}, as {@link Database} has it.
 */
public final class Writer extends WriterVerticle<TrainingLog, NewEntries> {

    /** Its address. */
    public static final String ADDRESS = "traininglog.database.writer";

    @Override
    protected String address() {
        return ADDRESS;
    }

    @Override
    protected Opener<TrainingLog> opener() {
        Database database = Database.of(vertx, new ComponentConfig(config(), Database.KEYS));
        StateScope.set(vertx, "traininglog", database.file().isEmpty());
        database.file().ifPresent(file -> DatabaseFile.warnInCluster(vertx, file, "the books"));
        return database.writer();
    }

    @Override
    protected NewEntries parse(JsonObject request) {
        return NewEntries.of(request);
    }

    @Override
    protected List<Outcome> write(TrainingLog log, List<NewEntries> group) throws DatabaseException {
        BitSet refused = log.record(
                group.stream().flatMap(added -> added.numbered().stream()).toList());
        List<Outcome> outcomes = new ArrayList<>(group.size());
        int from = 0;
        for (NewEntries added : group) {
            int to = from + added.entries().size();
            outcomes.add(added.outcome(refused.get(from, to)));
            from = to;
        }
        return outcomes;
    }
}
