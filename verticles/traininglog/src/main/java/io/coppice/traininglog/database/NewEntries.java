package io.coppice.traininglog.database;

import io.coppice.component.bus.Failure;
import io.coppice.component.bus.Service;
import io.coppice.component.database.Outcome;
import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * What one request adds to a book: one entry, or several of an import.
 *
 * @param user whose book
 * @param first the number of the first entry; each one after it has the next
 * @param entries not empty
 */
record NewEntries(UserName user, long first, List<TrainingEntry> entries) {

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException saying what is wrong with it
     */
    static NewEntries of(JsonObject request) {
        String action = String.valueOf(request.getValue("action"));
        List<TrainingEntry> entries = switch (action) {
            case "record" -> List.of(EntryForm.of(request).entry());
            case "record_all" -> EntryList.of(request);
            default -> throw new IllegalArgumentException("\"action\" must be record or record_all, not " + action);
        };
        if (!(request.getValue("number") instanceof Number number) || number.longValue() < 1) {
            throw new IllegalArgumentException("\"number\" must be a whole number from 1");
        }
        return new NewEntries(new UserName(Service.text(request, "username")), number.longValue(), entries);
    }

    List<NumberedEntry> numbered() {
        List<NumberedEntry> numbered = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            numbered.add(new NumberedEntry(user, first + i, entries.get(i)));
        }
        return numbered;
    }

    /** Those of one request that are not kept as others had their numbers; the rest is kept. */
    Outcome outcome(BitSet refused) {
        if (refused.cardinality() == entries.size()) {
            return Outcome.refused(Failure.TAKEN, "entry " + first + " exists already");
        }
        JsonObject reply = new JsonObject();
        if (!refused.isEmpty()) {
            JsonArray places = new JsonArray();
            refused.stream().forEach(places::add);
            reply.put("taken", places);
        }
        return Outcome.done(reply);
    }
}
