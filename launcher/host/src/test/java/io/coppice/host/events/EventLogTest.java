package io.coppice.host.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventLogTest {

    private final EventLog log = new EventLog("run");

    private static boolean all(String source) {
        return true;
    }

    private void append(String source, String json) {
        log.append(source, json.length(), () -> json);
    }

    private void append(String source, int from, int to) {
        for (int i = from; i <= to; i++) {
            append(source, source + i);
        }
    }

    private static List<String> rest(EventCursor cursor) {
        List<String> events = new ArrayList<>();
        for (Event event = cursor.next(); event != null; event = cursor.next()) {
            events.add(event.json().get());
        }
        return events;
    }

    private static String lost(String source, long count) {
        return "{\"source\":\"" + source + "\",\"count\":" + count + "}";
    }

    private static final String LOST_UNCOUNTED = "{\"source\":null,\"count\":null}";

    @Test
    void a_cursor_takes_what_happens_after_it_in_order() {
        append("a", 1, 1);
        EventCursor cursor = log.fromNow(EventLogTest::all);
        assertThat(cursor.next()).isNull();
        append("b", 1, 1);
        append("a", 2, 2);
        append("b", 2, 2);
        assertThat(rest(cursor)).containsExactly("b1", "a2", "b2");
        append("c", 1, 1);
        assertThat(rest(cursor)).containsExactly("c1");
    }

    @Test
    void only_the_selected_sources_are_taken() {
        EventCursor cursor = log.fromNow("a"::equals);
        append("b", 1, 5_000);
        append("a", 1, 1);
        assertThat(rest(cursor)).containsExactly("a1");
    }

    @Test
    void a_slow_follower_is_told_how_many_of_each_source_it_lost_and_where() {
        EventCursor cursor = log.fromNow(EventLogTest::all);
        append("a", 1, 1);
        append("b", 1, 1_001);
        append("a", 2, 2);
        List<String> events = rest(cursor);
        assertThat(events).hasSize(1_003).startsWith("a1", lost("b", 1), "b2").endsWith("b1001", "a2");
        append("a", 3, 3_002);
        assertThat(rest(cursor))
                .hasSize(1_001)
                .startsWith(lost("a", 2_000), "a2003")
                .endsWith("a3002");
    }

    @Test
    void the_characters_of_a_source_are_bounded() {
        EventCursor cursor = log.fromNow(EventLogTest::all);
        String large = "x".repeat(EventLog.SourceLog.LONGEST_EVENT);
        for (int i = 0; i < 20; i++) {
            append("a", large);
        }
        List<String> events = rest(cursor);
        assertThat(events).hasSize(17).startsWith(lost("a", 4), large);
    }

    @Test
    void an_event_that_is_too_long_is_lost_and_told() {
        EventCursor cursor = log.fromNow(EventLogTest::all);
        String tooLong = "x".repeat(EventLog.SourceLog.LONGEST_EVENT + 1);
        append("a", 1, 1);
        append("a", tooLong);
        append("a", tooLong);
        append("a", 2, 2);
        append("a", tooLong);
        assertThat(rest(cursor)).containsExactly("a1", lost("a", 2), "a2", lost("a", 1));
        append("a", 3, 3);
        assertThat(rest(cursor)).containsExactly("a3");
    }

    @Test
    void the_newest_that_are_kept_come_first_where_asked() {
        append("a", 1, 3);
        append("b", 1, 2);
        assertThat(rest(log.fromNewest(3, EventLogTest::all))).containsExactly("a3", "b1", "b2");
        assertThat(rest(log.fromNewest(2, "a"::equals))).containsExactly("a2", "a3");
        assertThat(rest(log.fromNewest(0, EventLogTest::all))).isEmpty();
        append("a", 4, 2_000);
        assertThat(rest(log.fromNewest(5_000, EventLogTest::all)))
                .hasSize(1_002)
                .startsWith("b1", "b2", "a1001");
    }

    @Test
    void who_comes_back_goes_on_where_it_was() {
        append("a", 1, 3);
        EventCursor cursor = log.fromNewest(100, EventLogTest::all);
        cursor.next();
        Event second = Objects.requireNonNull(cursor.next());
        append("b", 1, 1);
        assertThat(rest(log.after(second.number(), EventLogTest::all))).containsExactly("a3", "b1");
        assertThat(rest(log.after(99, EventLogTest::all))).isEmpty();
    }

    @Test
    void who_comes_back_too_late_is_told() {
        append("a", 1, 1_500);
        assertThat(rest(log.after(500, EventLogTest::all))).hasSize(1_000).startsWith("a501");
        assertThat(rest(log.after(499, EventLogTest::all))).hasSize(1_001).startsWith(LOST_UNCOUNTED, "a501");
        assertThat(rest(log.after(499, "b"::equals))).isEmpty();
        assertThat(rest(log.afterAnotherRun(EventLogTest::all))).hasSize(1_001).startsWith(LOST_UNCOUNTED, "a501");
    }

    @Test
    void a_listener_is_called_after_each_event_until_it_is_removed() {
        List<Long> seen = new ArrayList<>();
        Runnable remove = log.listen(() -> seen.add(log.last()));
        append("a", 1, 2);
        remove.run();
        append("a", 3, 3);
        assertThat(seen).containsExactly(1L, 2L);
    }

    /** Whatever happens, what a follower takes and what it is told to have lost are together all that happened, in order. */
    @Test
    void taken_and_lost_are_all() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            EventLog tried = new EventLog("run");
            EventCursor cursor = tried.fromNow(EventLogTest::all);
            long accounted = 0;
            long before = 0;
            for (int step = 0; step < 200; step++) {
                for (int i = random.nextInt(60); i > 0; i--) {
                    int size = random.nextInt(10) == 0 ? random.nextInt(100_000) : 10;
                    tried.append("abc".substring(random.nextInt(3)), size, () -> "");
                }
                for (int i = random.nextInt(50); i > 0; i--) {
                    Event event = cursor.next();
                    if (event != null) {
                        assertThat(event.number()).as("seed %d", seed).isGreaterThanOrEqualTo(before);
                        before = event.number();
                        accounted += countOf(event);
                    }
                }
            }
            for (Event event = cursor.next(); event != null; event = cursor.next()) {
                accounted += countOf(event);
            }
            assertThat(accounted).as("seed %d", seed).isEqualTo(tried.last());
        }
    }

    private static long countOf(Event event) {
        return event.type().equals(Event.LOST)
                ? Long.parseLong(event.json().get().replaceAll("\\D", ""))
                : 1;
    }
}
