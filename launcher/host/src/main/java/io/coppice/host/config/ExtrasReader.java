package io.coppice.host.config;

import io.coppice.supervision.spec.Backoff;
import io.coppice.supervision.spec.Extras;
import io.coppice.supervision.spec.Heartbeat;
import io.coppice.supervision.spec.Hold;
import io.coppice.supervision.spec.Placement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Reads what a child asks for beyond OTP's rules. */
final class ExtrasReader {

    /** Of every child. */
    static final List<String> KEYS = List.of("backoff", "wait_for", "on_give_up", "placement");
    /** Of a verticle alone. */
    static final List<String> WORKER_KEYS = List.of("hold", "heartbeat", "loop_limit");

    static final List<String> BACKOFF_KEYS = List.of("min", "max", "factor", "jitter", "reset_after");
    static final List<String> HOLD_KEYS = List.of("addresses", "most");
    static final List<String> HEARTBEAT_KEYS = List.of("interval", "misses", "address");

    private static final String ESCALATE = "escalate";
    private static final String PARK = "park";

    private ExtrasReader() {}

    /**
     * The extras of a child; a fault reads as if it were absent.
     *
     * @param isWorker whether it may have the keys of a verticle, which are otherwise faults by now
     */
    static Extras read(Section child, boolean isWorker) {
        return new Extras(
                part(child, "backoff", BACKOFF_KEYS).flatMap(ExtrasReader::backoff),
                addresses(child, "wait_for"),
                PARK.equals(child.word("on_give_up", new String[] {ESCALATE, PARK}, word -> word, ESCALATE)),
                isWorker ? part(child, "hold", HOLD_KEYS).flatMap(ExtrasReader::hold) : Optional.empty(),
                isWorker ? part(child, "heartbeat", HEARTBEAT_KEYS).flatMap(ExtrasReader::heartbeat) : Optional.empty(),
                isWorker ? millis(child, "loop_limit") : Optional.empty(),
                child.word("placement", Placement.values(), Placement::word, Placement.NODE));
    }

    /** The object under a key; empty where it is absent, or is none, which is a fault. */
    private static Optional<Section> part(Section child, String key, List<String> keys) {
        Section part = child.section(key).allow(keys);
        return child.raw(key) instanceof Map ? Optional.of(part) : Optional.empty();
    }

    private static Optional<Backoff> backoff(Section backoff) {
        Optional<Duration> min = needed(backoff, "min", "add \"min\": 100, milliseconds before the first restart");
        Optional<Duration> max = needed(backoff, "max", "add \"max\": 30000, the most milliseconds");
        double factor = number(backoff, "factor", 1, Double.MAX_VALUE, Backoff.DEFAULT_FACTOR);
        double jitter = number(backoff, "jitter", 0, 1, Backoff.DEFAULT_JITTER);
        Optional<Duration> resetAfter = millis(backoff, "reset_after");
        if (min.isEmpty() || max.isEmpty()) {
            return Optional.empty();
        }
        if (max.get().compareTo(min.get()) < 0) {
            String least = "must be at least \"min\", " + min.get().toMillis();
            backoff.fault("max", least + ", not " + max.get().toMillis(), "");
            return Optional.empty();
        }
        Duration reset = resetAfter.orElse(Backoff.between(min.get(), max.get()).resetAfter());
        return Optional.of(new Backoff(min.get(), max.get(), factor, jitter, reset));
    }

    private static Optional<Hold> hold(Section hold) {
        if (!hold.has("addresses") || (hold.raw("addresses") instanceof List<?> list && list.isEmpty())) {
            hold.fault("addresses", "must name at least one", "add \"addresses\": [\"ADDRESS\"], whose messages wait");
        }
        List<String> addresses = addresses(hold, "addresses");
        int most = hold.whole("most", 1, Integer.MAX_VALUE).orElse(Hold.DEFAULT_MOST);
        return addresses.isEmpty() ? Optional.empty() : Optional.of(new Hold(addresses, most));
    }

    private static Optional<Heartbeat> heartbeat(Section heartbeat) {
        Optional<Duration> interval = needed(heartbeat, "interval", "add \"interval\": 1000, milliseconds");
        int misses = heartbeat.whole("misses", 1, Integer.MAX_VALUE).orElse(Heartbeat.DEFAULT_MISSES);
        Optional<String> address = heartbeat.text("address");
        if (address.isPresent() && address.get().isEmpty()) {
            heartbeat.fault("address", "must be an address, not \"\"", "without one its context is asked");
            return Optional.empty();
        }
        return interval.map(time -> new Heartbeat(time, misses, address));
    }

    private static Optional<Duration> needed(Section section, String key, String suggestion) {
        if (!section.has(key)) {
            section.missing(key, suggestion);
        }
        return millis(section, key);
    }

    private static Optional<Duration> millis(Section section, String key) {
        OptionalInt value = section.whole(key, 1, Integer.MAX_VALUE);
        return value.isPresent() ? Optional.of(Duration.ofMillis(value.getAsInt())) : Optional.empty();
    }

    private static double number(Section section, String key, double least, double most, double otherwise) {
        if (!section.has(key)) {
            return otherwise;
        }
        @Nullable Object value = section.raw(key);
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        String range = most == Double.MAX_VALUE ? (long) least + " or more" : (long) least + " to " + (long) most;
        section.fault(key, "must be a number, " + range + ", not " + JsonType.shown(value), "");
        return otherwise;
    }

    private static List<String> addresses(Section section, String key) {
        List<String> addresses = new ArrayList<>();
        List<?> list = section.list(key);
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i) instanceof String address && !address.isEmpty()) {
                addresses.add(address);
            } else {
                section.fault(key, i, "must be an event-bus address, not " + JsonType.shown(list.get(i)));
            }
        }
        return addresses;
    }
}
