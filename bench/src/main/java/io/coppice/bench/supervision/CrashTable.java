package io.coppice.bench.supervision;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints the quantiles of several peers as a Markdown table. */
public final class CrashTable {

    private CrashTable() {}

    /** Arguments: what was measured, and the files of the peers, each named after its peer; the first is compared. */
    public static void main(String[] args) throws Exception {
        List<String> files = List.of(args).subList(1, args.length);
        System.out.print(of(args[0], Samples.sorted(files)));
    }

    /** @param peers sorted nanoseconds by name, the one that is compared first */
    static String of(String measured, Map<String, long[]> peers) {
        Map.Entry<String, long[]> first = peers.entrySet().iterator().next();
        StringBuilder table = new StringBuilder();
        table.append("| ").append(measured).append(", us | p50 | p99 | max | crashes | ");
        table.append(first.getKey()).append("'s p50 against it |\n|---|---|---|---|---|---|\n");
        peers.forEach((peer, sorted) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.1f | %.1f | %.1f | %d | %.2f |%n",
                peer,
                Samples.quantile(sorted, 0.5) / 1e3,
                Samples.quantile(sorted, 0.99) / 1e3,
                Samples.quantile(sorted, 1) / 1e3,
                sorted.length,
                (double) Samples.quantile(first.getValue(), 0.5) / Samples.quantile(sorted, 0.5))));
        return table.toString();
    }
}
