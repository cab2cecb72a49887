package io.coppice.traininglog.database;

import io.coppice.component.config.ComponentConfig;
import io.coppice.component.database.DatabaseException;
import io.coppice.component.database.Opener;
import io.coppice.component.database.ReaderPoolVerticle;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * The verticle that lends out readers of books.
 *
 * <p>Configuration: {@code database} as for the {@link Writer}, and the bounds of a {@link ReaderPoolVerticle}.
 */
public final class ReaderPool extends ReaderPoolVerticle<TrainingLog> {

    static final String PREFIX = "traininglog.database";

    public ReaderPool() {
        super(PREFIX);
    }

    @Override
    protected List<String> keys() {
        return Database.KEYS;
    }

    @Override
    protected Opener<TrainingLog> opener(ComponentConfig config) {
        return Database.of(vertx, config).reader();
    }

    @Override
    protected JsonObject answer(TrainingLog log, JsonObject request) throws DatabaseException {
        return BookReads.answer(log, request);
    }
}
