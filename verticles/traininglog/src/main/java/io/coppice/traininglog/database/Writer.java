package io.coppice.traininglog.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Opener;
import io.coppice.component.database.Outcome;
import io.coppice.component.database.WriterVerticle;
import io.coppice.supervision.nodes.Nodes;
import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one verticle that writes to the database.
 *
 * <p>Configuration: {@code database}, as {@link Database} has it.
 */
public final class Writer extends WriterVerticle<TrainingLog, NumberedEntry> {

    /** Its address. */
    public static final String ADDRESS = "traininglog.database.writer";

    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

    @Override
    protected String address() {
        return ADDRESS;
    }

    @Override
    protected Opener<TrainingLog> opener() {
        Database database = Database.of(vertx, new ComponentConfig(config(), Database.KEYS));
        database.file().ifPresent(this::warnInCluster);
        return database.writer();
    }

    /** A node outside of any cluster owns all there is, in one partition. */
    private void warnInCluster(Path file) {
        if (Nodes.of(vertx).partitions().count() > 1) {
            LOG.warn(
                    "this node is in a cluster, and {} is its own: the books are one node's, unreachable while it is away;"
                            + " \"database\": {\"postgresql\": ...} keeps them for all nodes",
                    file);
        }
    }

    @Override
    protected NumberedEntry parse(JsonObject request) {
        if (!"record".equals(request.getString("action"))) {
            throw new IllegalArgumentException("\"action\" must be record");
        }
        Long number = request.getLong("number");
        if (number == null || number < 1) {
            throw new IllegalArgumentException("\"number\" must be a whole number from 1");
        }
        EntryForm form = new EntryForm();
        request.forEach(field -> form.add(field.getKey(), String.valueOf(field.getValue())));
        return new NumberedEntry(new UserName(Service.text(request, "username")), number, form.entry());
    }

    @Override
    protected List<Outcome> write(TrainingLog log, List<NumberedEntry> group) throws DatabaseException {
        BitSet refused = log.record(group);
        List<Outcome> outcomes = new ArrayList<>(group.size());
        for (int i = 0; i < group.size(); i++) {
            outcomes.add(
                    refused.get(i)
                            ? Outcome.refused(
                                    Failure.TAKEN, "entry " + group.get(i).number() + " exists already")
                            : Outcome.done(new JsonObject()));
        }
        return outcomes;
    }
}
