package io.coppice.traininglog.database;

import io.coppice.component.bus.Service;
import io.coppice.component.database.DatabaseException;
import io.coppice.traininglog.database.TrainingLog.Size;
import io.coppice.traininglog.training.Movement;
import io.coppice.traininglog.training.TrainingEntry;
import io.coppice.traininglog.training.UserName;
import io.coppice.traininglog.training.WeightSeries;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What a reader answers: never more than a page of a book at once, but where the requester says how much it will hold. */
final class BookReads {

    /** The most entries of one page. */
    static final int MOST_ROWS = 1_000;

    /** So that a long book does not keep a reader from everybody else. */
    private static final int MOST_PAGES_A_TURN = 20;

    private final TrainingLog log;
    private final UserName user;
    private final JsonObject request;

    private BookReads(TrainingLog log, UserName user, JsonObject request) {
        this.log = log;
        this.user = user;
        this.request = request;
    }

    static JsonObject answer(TrainingLog log, JsonObject request) throws DatabaseException {
        BookReads reads = new BookReads(log, new UserName(Service.text(request, "username")), request);
        String action = String.valueOf(request.getValue("action"));
        return switch (action) {
            case "exists" -> new JsonObject().put("exists", log.exists(reads.user));
            case "read" -> reads.read();
            case "newest" -> reads.newest();
            case "oldest" -> reads.oldest();
            case "weights" -> reads.weights();
            default ->
                throw new IllegalArgumentException(
                        "\"action\" must be exists, read, newest, oldest or weights, not " + action);
        };
    }

    private JsonObject read() throws DatabaseException {
        long most = whole("most", 0, Integer.MAX_VALUE);
        Size size = log.size(user);
        if (size.count() > most) {
            return new JsonObject().put("last", size.last()).put("count", size.count());
        }
        Buffer logs = Buffer.buffer();
        long last = 0;
        int count = 0;
        List<NumberedEntry> page = log.newest(user, Long.MAX_VALUE, MOST_ROWS);
        while (!page.isEmpty()) {
            last = Math.max(last, page.get(0).number());
            logs.appendString(count == 0 ? "" : ",").appendBuffer(text(page, TrainingEntry::toJson, ","));
            count += page.size();
            page = page.size() < MOST_ROWS ? List.of() : log.newest(user, lowest(page), MOST_ROWS);
        }
        return new JsonObject().put("last", last).put("count", count).put("logs", logs);
    }

    private JsonObject newest() throws DatabaseException {
        int limit = limit();
        List<NumberedEntry> entries = log.newest(user, whole("below", 0, Long.MAX_VALUE), limit + 1);
        return page("logs", entries, limit, TrainingEntry::toJson, ",");
    }

    private JsonObject oldest() throws DatabaseException {
        int limit = limit();
        List<NumberedEntry> entries = log.oldest(user, whole("above", 0, Long.MAX_VALUE), limit + 1);
        return page("csv", entries, limit, TrainingEntry::toCsv, "");
    }

    /** A page, from what was read for it and one more, which tells whether there is a next one. */
    private static JsonObject page(
            String key,
            List<NumberedEntry> entries,
            int limit,
            Function<TrainingEntry, String> format,
            String separator) {
        List<NumberedEntry> shown = entries.subList(0, Math.min(limit, entries.size()));
        JsonObject page =
                new JsonObject().put(key, text(shown, format, separator)).put("count", shown.size());
        return shown.size() < entries.size() ? page.put("next", lowest(shown)) : page;
    }

    private JsonObject weights() throws DatabaseException {
        Map<Movement, WeightSeries> series = new EnumMap<>(Movement.class);
        long above = whole("above", 0, Long.MAX_VALUE);
        boolean more = true;
        for (int turn = 0; more && turn < MOST_PAGES_A_TURN; turn++) {
            List<NumberedEntry> entries = log.oldest(user, above, MOST_ROWS);
            for (NumberedEntry numbered : entries) {
                series.computeIfAbsent(numbered.entry().movement(), movement -> new WeightSeries())
                        .add(numbered.entry().weight());
                above = numbered.number();
            }
            more = entries.size() == MOST_ROWS;
        }
        JsonObject weights = new JsonObject();
        series.forEach((movement, weight) -> weights.put(movement.word(), spans(weight)));
        JsonObject answer = new JsonObject().put("weights", weights);
        return more ? answer.put("next", above) : answer;
    }

    private static JsonArray spans(WeightSeries series) {
        JsonArray spans = new JsonArray();
        series.spans()
                .forEach(span -> spans.add(new JsonObject()
                        .put("count", span.count())
                        .put("least", span.least())
                        .put("most", span.most())));
        return spans;
    }

    /** The number of a page's last entry, where the next page begins. */
    private static long lowest(List<NumberedEntry> page) {
        return page.get(page.size() - 1).number();
    }

    private static Buffer text(List<NumberedEntry> entries, Function<TrainingEntry, String> format, String separator) {
        Buffer text = Buffer.buffer();
        for (NumberedEntry numbered : entries) {
            text.appendString(text.length() == 0 ? "" : separator).appendString(format.apply(numbered.entry()));
        }
        return text;
    }

    private int limit() {
        return (int) whole("limit", 1, MOST_ROWS);
    }

    private long whole(String key, long least, long most) {
        if (request.getValue(key) instanceof Number number
                && number.longValue() >= least
                && number.longValue() <= most) {
            return number.longValue();
        }
        throw new IllegalArgumentException("\"" + key + "\" must be a whole number from " + least + " to " + most);
    }
}
