package io.coppice.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
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

/** Every rule of the user guide's table has tests that are named after it, and the table names them. */
class RulesTest {

    private static final Path GUIDE = Path.of("../../docs/supervision.md");
    private static final Pattern ROW = Pattern.compile("\\| (S\\d\\d) \\| [^|]{20,} \\| ([^|]*) \\|");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(S\\d\\d)_\\*`");

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
                .filter(method -> method.getName().matches("S\\d\\d_\\w+"))
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
        assertThat(rows().stream().map(row -> row.substring(2, 5))).containsExactlyElementsOf(expected);
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
        assertThat(named).isEqualTo(tests()).hasSizeGreaterThanOrEqualTo(18);
    }
}
