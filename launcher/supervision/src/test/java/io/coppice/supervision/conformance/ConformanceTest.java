package io.coppice.supervision.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The tables of {@code docs/conformance.md} and the tests of other projects' cases say the same. */
class ConformanceTest {

    private static final Path PAGE = Path.of("../../docs/conformance.md");
    private static final Path TESTS_HERE = Path.of("src/test/java/io/coppice/supervision");
    private static final List<Path> TESTS =
            List.of(Path.of("src/test/java"), Path.of("../host/src/test/java"), Path.of("../component/src/test/java"));

    private static final String OTP = "Erlang/OTP supervisor_SUITE";

    /** Number, case, maybe what it holds here, tests. */
    private static final Pattern ROW =
            Pattern.compile("\\| (\\d+) \\| ([^|]+) \\|(?: [^|]+ \\|)? ((?:none: |`\\w+(?:Test|IT)\\.)[^|]+) \\|");

    private static final Pattern NAMED = Pattern.compile("`(\\w+(?:Test|IT))\\.(\\w+)`");
    /** The next method behind an annotation that makes it a test. */
    private static final Pattern METHOD =
            Pattern.compile("@(?:Test|ParameterizedTest)\\b.*?void (\\w+)\\(", Pattern.DOTALL);

    private record Row(int number, String name, String tests) {
        boolean hasATest() {
            return !tests.startsWith("none: ");
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String section(String heading) {
        String text = read(PAGE);
        int begin = text.indexOf("\n## " + heading + "\n");
        assertThat(begin).as(heading).isNotNegative();
        int end = text.indexOf("\n## ", begin + 1);
        return text.substring(begin, end < 0 ? text.length() : end);
    }

    private static List<Row> rows(String heading) {
        List<Row> rows = new ArrayList<>();
        section(heading).lines().forEach(line -> {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(new Row(Integer.parseInt(row.group(1)), row.group(2).replace("`", ""), row.group(3)));
            }
        });
        return rows;
    }

    private static Set<String> named(String text) {
        Set<String> named = new TreeSet<>();
        Matcher test = NAMED.matcher(text);
        while (test.find()) {
            named.add(test.group(1) + "." + test.group(2));
        }
        return named;
    }

    /** {@code SupStartTest.sup_start_normal}, for each test in the files below the folder. */
    private static Set<String> testsBelow(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .flatMap(file -> {
                        String type = file.getFileName().toString().replace(".java", "");
                        return METHOD.matcher(read(file)).results().map(found -> type + "." + found.group(1));
                    })
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        OTP + ", 93",
        "Elixir Supervisor, 16",
        "Elixir DynamicSupervisor, 41",
        "Elixir PartitionSupervisor, 22",
        "Elixir Registry, 75",
        "Elixir Task.Supervisor, 44",
        "poolboy, 22"
    })
    void everyCaseIsInItsTableOnceAndTheSummaryCountsThem(String suite, int cases) {
        List<Row> rows = rows(suite);
        assertThat(rows)
                .extracting(Row::number)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, cases).boxed().toList());

        long tested = rows.stream().filter(Row::hasATest).count();
        assertThat(section("Summary").lines().filter(line -> line.startsWith("| [" + suite + "](")))
                .singleElement()
                .asString()
                .endsWith("| %d | %d | %d |".formatted(rows.size(), tested, rows.size() - tested));
    }

    @Test
    void theCasesOfARegistryAreThoseOfItsThreeSuites() {
        String cases = section("Elixir Registry");
        assertThat(Stream.of(cases.split("\n### "))
                        .skip(1)
                        .map(part -> part.lines()
                                .filter(line -> ROW.matcher(line).matches())
                                .count()))
                .containsExactly(35L, 34L, 6L);
    }

    @Test
    void aCaseOfOtpHasATestOfItsNameOrAReason() {
        List<Row> tested = rows(OTP).stream().filter(Row::hasATest).toList();

        assertThat(tested)
                .allSatisfy(
                        row -> assertThat(named(row.tests())).anyMatch(test -> test.endsWith("Test." + row.name())));
        assertThat(tested).hasSizeGreaterThan(75);
        assertThat(section("Summary")).contains(tested.size() + " of the 93", (93 - tested.size()) + " have none");
    }

    @Test
    void everyTestThatIsNamedExists() {
        Set<String> present = new TreeSet<>();
        TESTS.forEach(folder -> present.addAll(testsBelow(folder)));

        assertThat(present).containsAll(named(read(PAGE))).hasSizeGreaterThan(200);
    }

    @Test
    void everyTestThatRestatesACaseIsNamed() {
        Set<String> restated = testsBelow(TESTS_HERE.resolve("conformance"));
        restated.removeIf(test -> test.startsWith("ConformanceTest."));
        testsBelow(TESTS_HERE).stream()
                .filter(test -> test.startsWith("Elixir"))
                .forEach(restated::add);

        assertThat(named(read(PAGE))).containsAll(restated);
        assertThat(restated).hasSizeGreaterThan(200);
    }
}
