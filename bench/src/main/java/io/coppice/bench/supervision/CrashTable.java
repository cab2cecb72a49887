package io.coppice.bench.supervision;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Prints the quantiles of several peers as a Markdown table, and draws their distributions. */
public final class CrashTable {

    private CrashTable() {}

    /** Arguments: the SVG to write, and the files of the peers, each named after its peer; the first is compared. */
    public static void main(String[] args) throws Exception {
        Map<String, long[]> peers = new LinkedHashMap<>();
        for (int i = 1; i < args.length; i++) {
            Path file = Path.of(args[i]);
            peers.put(file.getFileName().toString(), Samples.sorted(file));
        }
        Files.writeString(Path.of(args[0]), new DistributionPlot(peers).toSvg());

        long[] first = peers.values().iterator().next();
        System.out.println("| crash to answer, us | p50 | p99 | max | crashes | "
                + peers.keySet().iterator().next() + "'s p50 against it |");
        System.out.println("|---|---|---|---|---|---|");
        peers.forEach((peer, sorted) -> System.out.printf(
                "| %s | %.1f | %.1f | %.1f | %d | %.2f |%n",
                peer,
                Samples.quantile(sorted, 0.5) / 1e3,
                Samples.quantile(sorted, 0.99) / 1e3,
                Samples.quantile(sorted, 1) / 1e3,
                sorted.length,
                (double) Samples.quantile(first, 0.5) / Samples.quantile(sorted, 0.5)));
    }
}
