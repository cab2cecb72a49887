package io.coppice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What holds for the main code of all modules together. */
class HouseIT {

    private static final Set<String> VAGUE = Set.of("util", "utils", "common", "impl", "manager", "helper", "helpers");

    private static List<Path> mainFiles() throws IOException {
        try (Stream<Path> launcher = Files.walk(Node.ROOT.resolve("launcher"));
                Stream<Path> verticles = Files.walk(Node.ROOT.resolve("verticles"))) {
            List<Path> files = Stream.concat(launcher, verticles)
                    .filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> file.toString().contains("/src/main/"))
                    .toList();
            assertThat(files).hasSizeGreaterThan(100);
            return files;
        }
    }

    @Test
    void filesAreShort() throws IOException {
        TreeMap<Integer, Path> longest = new TreeMap<>();
        int[] lengths = new int[mainFiles().size()];
        int i = 0;
        for (Path file : mainFiles()) {
            lengths[i] = Files.readAllLines(file).size();
            longest.put(lengths[i++], file);
        }
        Arrays.sort(lengths);
        assertThat(lengths[lengths.length / 2]).as("the median").isLessThan(80);
        assertThat(lengths[lengths.length * 9 / 10]).as("nine in ten").isLessThan(200);
        assertThat(longest.lastKey()).as("%s", longest.lastEntry()).isLessThanOrEqualTo(400);
    }

    @Test
    void noPackageHasAVagueName() throws IOException {
        Set<String> names = mainFiles().stream()
                .map(file -> file.getName(file.getNameCount() - 2).toString())
                .collect(Collectors.toSet());
        assertThat(names).hasSizeGreaterThan(8).doesNotContainAnyElementsOf(VAGUE);
    }
}
