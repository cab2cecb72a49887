package io.coppice.bench.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrashTableTest {

    @Test
    void comparesTheFirstPeerWithEach(@TempDir Path folder) throws Exception {
        Path ours = folder.resolve("Coppice");
        Path theirs = folder.resolve("bare Vert.x");
        samples(3_000, 1_000, 2_000).appendTo(ours);
        samples(4_000).appendTo(theirs);

        String table = CrashTable.of("crash to answer", Samples.sorted(List.of(ours.toString(), theirs.toString())));

        assertThat(table.lines())
                .containsExactly(
                        "| crash to answer, us | p50 | p99 | max | crashes | Coppice's p50 against it |",
                        "|---|---|---|---|---|---|",
                        "| Coppice | 2.0 | 3.0 | 3.0 | 3 | 1.00 |",
                        "| bare Vert.x | 4.0 | 4.0 | 4.0 | 1 | 0.50 |");
    }

    private static Samples samples(long... nanos) {
        Samples samples = new Samples(nanos.length);
        for (int i = 0; i < Samples.WARM_UP; i++) {
            samples.add(Long.MAX_VALUE);
        }
        for (long each : nanos) {
            samples.add(each);
        }
        return samples;
    }
}
