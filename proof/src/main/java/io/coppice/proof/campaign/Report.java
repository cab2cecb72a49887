package io.coppice.proof.campaign;

import io.coppice.proof.history.Finding.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** All rounds of a campaign, as a table with a row for each kind of fault. */
public final class Report {

    /** Read by who ends the campaign, too. */
    private final List<Round> rounds = new CopyOnWriteArrayList<>();

    void add(Round round) {
        rounds.add(round);
    }

    /** Whether nothing was found. */
    public boolean isGood() {
        return !rounds.isEmpty() && rounds.stream().allMatch(Round::isGood);
    }

    /** How many acknowledged writes were lost. */
    public int lost() {
        return sum(rounds, round -> round.found(Kind.LOST, Kind.RESURRECTED));
    }

    /** How many operations there were. */
    public int operations() {
        return sum(rounds, Round::operations);
    }

    private static int sum(List<Round> rounds, ToIntFunction<Round> number) {
        return rounds.stream().mapToInt(number).sum();
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder("""
                | fault | rounds | operations | acknowledged | unknown | lost | duplicates | other failures | tolerated | no write p50 | p99 | max |
                |---|---|---|---|---|---|---|---|---|---|---|---|
                """);
        Map<String, List<Round>> byKind = rounds.stream()
                .collect(Collectors.groupingBy(each -> each.plan().kind(), TreeMap::new, Collectors.toList()));
        byKind.forEach((kind, of) -> row(table, kind, of));
        if (!rounds.isEmpty()) {
            row(table, "all", rounds);
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, List<Round> rounds) {
        int failures = sum(rounds, round -> round.verdict().failures().size());
        int lost = sum(rounds, round -> round.found(Kind.LOST, Kind.RESURRECTED));
        int duplicates = sum(rounds, round -> round.found(Kind.DUPLICATE));
        List<Duration> gaps = rounds.stream().map(Round::unavailable).sorted().toList();
        table.append(String.format(
                Locale.ROOT,
                "| %s | %d | %,d | %,d | %,d | %d | %d | %d | %d | %.2f s | %.2f s | %.2f s |%n",
                name,
                rounds.size(),
                sum(rounds, Round::operations),
                sum(rounds, Round::acknowledged),
                sum(rounds, Round::unknown),
                lost,
                duplicates,
                failures - lost - duplicates,
                sum(rounds, round -> round.verdict().tolerated().size()),
                quantile(gaps, 0.5),
                quantile(gaps, 0.99),
                quantile(gaps, 1)));
    }

    /** The smallest that at least such a part of them does not exceed, in seconds. */
    private static double quantile(List<Duration> sorted, double part) {
        int index = (int) Math.ceil(part * sorted.size()) - 1;
        return sorted.get(Math.max(0, index)).toMillis() / 1e3;
    }
}
