package io.coppice.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.coppice.supervision.spec.EventKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every rule of the user guide's tables has tests that are named after it, and the tables name them. */
class RulesTest {

    private static final Path GUIDE = Path.of("../../docs/supervision.md");
    private static final Pattern ROW = Pattern.compile("\\| ([SCB]\\d\\d) \\| [^|]{20,} \\| ([^|]*) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.([SCB]\\d\\d)_\\*`");

    private static List<String> rows() throws IOException {
        try (Stream<String> lines = Files.lines(GUIDE)) {
            return lines.filter(line -> ROW.matcher(line).matches()).toList();
        }
    }

    /** {@code StartAndStopTest.S01}, for each test method of such a name. */
    private static Set<String> tests() {
        JavaClasses classes = new ClassFileImporter().importPackages("io.coppice.supervision");
        return classes.stream()
                .flatMap(c -> c.getMethods().stream())
                .filter(RulesTest::isTest)
                .filter(method -> method.getName().matches("[SCB]\\d\\d_\\w+"))
                .map(method -> method.getOwner().getSimpleName() + "."
                        + method.getName().substring(0, 3))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isTest(JavaMethod method) {
        return method.getAnnotations().stream()
                .anyMatch(a -> a.getRawType().getPackageName().startsWith("org.junit.jupiter"));
    }

    @Test
    void theTableHasEveryRuleThatIsBuilt() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int rule = 1; rule <= 18; rule++) {
            expected.add("S%02d".formatted(rule));
        }
        for (int way = 1; way <= 7; way++) {
            expected.add("C%02d".formatted(way));
        }
        for (int option = 1; option <= 7; option++) {
            expected.add("B%02d".formatted(option));
        }
        assertThat(rows().stream().map(row -> row.substring(2, 5))).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void theGuideNamesEveryKindOfEventAndEveryOutcomeOfACrash() throws IOException {
        String guide = Files.readString(GUIDE);

        assertThat(EventKind.values())
                .hasSizeGreaterThan(8)
                .allSatisfy(kind -> assertThat(guide).contains("`" + kind.word() + "`"));
        assertThat(CrashReport.Outcome.values())
                .allSatisfy(outcome -> assertThat(guide).contains("\n| `" + outcome.word() + "` |"));
    }

    @Test
    void theTableNamesTheTestsThatThereAre() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String row : rows()) {
            Matcher test = TEST.matcher(row);
            while (test.find()) {
                assertThat(test.group(2)).as(row).isEqualTo(row.substring(2, 5));
                named.add(test.group(1) + "." + test.group(2));
            }
        }
        assertThat(named).isEqualTo(tests()).hasSizeGreaterThanOrEqualTo(22);
    }
}
