package io.coppice.bench.supervision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The times of one peer in nanoseconds, of which the first, while the code is being compiled, are left out. */
final class Samples {

    /** So many are left out. */
    static final int WARM_UP = 20_000;

    private final long[] nanos;
    private int seen;

    Samples(int count) {
        nanos = new long[count];
    }

    void add(long sample) {
        if (seen >= WARM_UP) {
            nanos[seen - WARM_UP] = sample;
        }
        seen++;
    }

    /** How many were added, those that are left out too. */
    int seen() {
        return seen;
    }

    boolean isComplete() {
        return seen == WARM_UP + nanos.length;
    }

    /** Appends them to a file, one a line. */
    void appendTo(Path file) throws IOException {
        List<String> lines = new ArrayList<>(nanos.length);
        for (long sample : nanos) {
            lines.add(Long.toString(sample));
        }
        Files.write(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    /** The times of several peers in ascending order, by the names of their files. */
    static Map<String, long[]> sorted(List<String> files) throws IOException {
        Map<String, long[]> peers = new LinkedHashMap<>();
        for (String name : files) {
            Path file = Path.of(name);
            peers.put(file.getFileName().toString(), sorted(file));
        }
        return peers;
    }

    private static long[] sorted(Path file) throws IOException {
        try (var lines = Files.lines(file)) {
            return lines.mapToLong(Long::parseLong).sorted().toArray();
        }
    }

    /** The smallest time that so much of the sorted times do not exceed. */
    static long quantile(long[] sorted, double q) {
        return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)];
    }

    @Override
    public String toString() {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return String.format(
                "p50 %.1f us, p99 %.1f us, max %.1f us",
                quantile(sorted, 0.5) / 1e3, quantile(sorted, 0.99) / 1e3, quantile(sorted, 1) / 1e3);
    }
}
