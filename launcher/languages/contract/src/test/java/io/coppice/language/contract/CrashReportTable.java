package io.coppice.language.contract;

import io.coppice.language.contract.CrashCampaign.Outcome;
import io.coppice.language.contract.CrashFindings.Return;
import io.coppice.language.contract.EchoGuest.Crash;
import java.util.List;

/** What a campaign found, as a table in Markdown. */
final class CrashReportTable {

    private CrashReportTable() {}

    static void print(long seed, Outcome outcome) {
        System.out.printf("campaign: seed %d%n", seed);
        System.out.println(
                "| child | crash | times | answers | refused | wrong | hung | answers again after, ms: p50 | p99 |");
        System.out.println("|---|---|---|---|---|---|---|---|---|");
        outcome.findings().forEach((guest, found) -> {
            System.out.printf(
                    "| %s | | %d | %d | %d | %d | %d | | |%n",
                    guest.address(),
                    found.returns().size(),
                    found.answers(),
                    found.refusals(),
                    found.wrong().size(),
                    found.hung().size());
            guest.ways().forEach(way -> print(way, found.returns()));
        });
    }

    private static void print(Crash way, List<Return> returns) {
        long[] sorted = returns.stream()
                .filter(each -> each.crash() == way)
                .mapToLong(Return::nanos)
                .sorted()
                .toArray();
        if (sorted.length > 0) {
            System.out.printf(
                    "| | %s | %d | | | | | %.1f | %.1f |%n",
                    way, sorted.length, quantile(sorted, 0.5), quantile(sorted, 0.99));
        }
    }

    private static double quantile(long[] sorted, double q) {
        return sorted[Math.max(0, (int) Math.ceil(q * sorted.length) - 1)] / 1e6;
    }
}
