package io.coppice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** That each micro-benchmark runs: once, for a moment, in this process; its figures mean nothing. */
class MicroBenchmarksTest {

    @Test
    void eachRunsWithoutAnError() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io\\.coppice\\.kv\\.")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(10))
                        .param("buckets", "1000")
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();

        assertThat(results)
                .extracting(result -> result.getParams().getBenchmark())
                .containsExactlyInAnyOrder(
                        "io.coppice.kv.store.HopBenchmark.hop",
                        "io.coppice.kv.store.HopBenchmark.hopsOfMany",
                        "io.coppice.kv.store.HopBenchmark.turn",
                        "io.coppice.kv.store.LookUpBenchmark.bucket",
                        "io.coppice.kv.store.LookUpBenchmark.entry",
                        "io.coppice.kv.tcp.ParserBenchmark.lines",
                        "io.coppice.kv.tcp.ParserBenchmark.resp");
    }
}
