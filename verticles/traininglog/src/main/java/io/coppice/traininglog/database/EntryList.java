package io.coppice.traininglog.database;

import io.coppice.traininglog.training.EntryForm;
import io.coppice.traininglog.training.TrainingEntry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;

/** Entries as requests carry them: {@code entries}, an array of objects with the fields of one entry each. */
public final class EntryList {

    /** The most of one request. */
    public static final int MOST = 500;

    private static final String KEY = "entries";

    private EntryList() {}

    /**
     * Reads a request.
     *
     * @throws IllegalArgumentException saying what is wrong, and with which of the entries
     */
    public static List<TrainingEntry> of(JsonObject request) {
        if (!(request.getValue(KEY) instanceof JsonArray array) || array.isEmpty() || array.size() > MOST) {
            throw new IllegalArgumentException("\"" + KEY + "\" must be an array of 1 to " + MOST + " entries");
        }
        List<TrainingEntry> entries = new ArrayList<>(array.size());
        for (int i = 0; i < array.size(); i++) {
            if (!(array.getValue(i) instanceof JsonObject fields)) {
                throw new IllegalArgumentException("entry " + i + " must be a JSON object");
            }
            EntryForm form = EntryForm.of(fields);
            if (!form.faults().isEmpty()) {
                throw new IllegalArgumentException("entry " + i + ": " + String.join("; ", form.faults()));
            }
            entries.add(form.entry());
        }
        return entries;
    }

    /** Adds entries to a request. */
    public static JsonObject put(JsonObject request, List<TrainingEntry> entries) {
        JsonArray array = new JsonArray();
        entries.forEach(entry -> array.add(putFields(new JsonObject(), entry)));
        return request.put(KEY, array);
    }

    /** Adds the fields of one entry to a request. */
    public static JsonObject putFields(JsonObject request, TrainingEntry entry) {
        return request.put("movement_name", entry.movement().word())
                .put("rep", entry.rep())
                .put("weight", entry.weight());
    }
}
