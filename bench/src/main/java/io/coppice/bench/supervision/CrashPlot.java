package io.coppice.bench.supervision;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Draws the distributions of several peers. */
public final class CrashPlot {

    private CrashPlot() {}

    /** Arguments: the SVG to write, and the files of the peers, each named after its peer. */
    public static void main(String[] args) throws Exception {
        List<String> files = List.of(args).subList(1, args.length);
        Files.writeString(Path.of(args[0]), new DistributionPlot(Samples.sorted(files)).toSvg());
    }
}
