package io.coppice.supervision;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.coppice.supervision.runtime.VertxInternals;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Who may depend on whom; each rule also counts what it is about, so that it cannot pass on nothing. */
class ArchitectureTest {

    private static final String ROOT = "io.coppice.supervision";
    private static final JavaClasses MAIN = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(ROOT);

    private static long count(DescribedPredicate<? super JavaClass> predicate) {
        return MAIN.stream().filter(predicate).count();
    }

    @Test
    void theCoreIsPure() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".core")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                                ROOT + ".core",
                                ROOT + ".spec",
                                "java.lang..",
                                "java.util",
                                "java.util.function",
                                "java.util.stream",
                                "org.jspecify..")
                        .or(named("java.time.Duration", "java.math.BigDecimal")))
                .check(MAIN);
        assertThat(count(resideInAPackage(ROOT + ".core"))).isGreaterThan(15);
    }

    @Test
    void theCoreReadsNoClockAndRollsNoDice() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".core")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .dependOnClassesThat(named("java.util.Random", "java.lang.Thread", "java.util.Timer"))
                .check(MAIN);
        assertThat(calls("nanoTime")).isPositive();
    }

    @Test
    void theVocabularyDependsOnJavaAlone() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".spec")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(ROOT + ".spec", "java..", "org.jspecify.."))
                .check(MAIN);
        assertThat(count(resideInAPackage(ROOT + ".spec"))).isGreaterThan(9);
    }

    @Test
    void onlyTheRuntimeDeploysAndUndeploys() {
        noClasses()
                .that()
                .resideOutsideOfPackage(ROOT + ".runtime")
                .should()
                .callMethodWhere(describe("deploys or undeploys", ArchitectureTest::deploys))
                .check(MAIN);
        assertThat(calls("deployVerticle")).isPositive();
        assertThat(calls("undeploy")).isPositive();
    }

    private static boolean deploys(JavaAccess<?> call) {
        return call.getTargetOwner().isAssignableTo("io.vertx.core.Vertx")
                && List.of("deployVerticle", "undeploy").contains(call.getName());
    }

    private static long calls(String method) {
        return MAIN.stream()
                .flatMap(c -> c.getMethodCallsFromSelf().stream())
                .filter(call -> call.getName().equals(method))
                .count();
    }

    @Test
    void onlyTheAdapterUsesTheInternalsOfVertx() {
        DescribedPredicate<JavaClass> internals = describe(
                "internals of Vert.x, or Netty",
                c -> c.getPackageName().matches("io\\.vertx\\.core\\.(.*\\.)?(internal|impl)(\\..*)?")
                        || c.getPackageName().startsWith("io.netty"));
        DescribedPredicate<JavaClass> adapter = describe(
                "the adapter",
                c -> c.getName().startsWith(VertxInternals.class.getName())
                        || List.of("SocketInternals", "VertxDeployments", "SupervisorThreads", "ClosedForGood")
                                .contains(c.getSimpleName()));
        noClasses()
                .that(DescribedPredicate.not(adapter))
                .should()
                .dependOnClassesThat(internals)
                .check(MAIN);
        assertThat(MAIN.get(VertxInternals.class).getDirectDependenciesFromSelf())
                .anyMatch(dependency -> internals.test(dependency.getTargetClass()));
    }

    @Test
    void theRuntimeDoesNotKnowWhatIsBuiltOnIt() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".runtime")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(ROOT + ".bus")
                .check(MAIN);
        assertThat(count(resideInAPackage(ROOT + ".bus"))).isGreaterThan(9);
    }

    @Test
    void nothingButVertxCoreIsNeeded() {
        classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(ROOT + "..", "java..", "io.vertx.core..", "io.netty..", "org.jspecify..")
                                .or(describe(
                                        "primitives and arrays of them",
                                        c -> c.getPackageName().isEmpty())))
                .check(MAIN);
        assertThat(MAIN.size()).isGreaterThan(40);
    }

    @Test
    void packagesAreNamedAfterWhatTheyAreAbout() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..common..", "..impl..", "..manager..", "..helper..")
                .check(MAIN);
        assertThat(MAIN.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder(
                        ROOT, ROOT + ".bus", ROOT + ".core", ROOT + ".nodes", ROOT + ".runtime", ROOT + ".spec");
    }

    @Test
    void filesStaySmall() throws IOException {
        List<Long> sizes;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            sizes = files.filter(file -> file.toString().endsWith(".java"))
                    .map(ArchitectureTest::lines)
                    .sorted()
                    .toList();
        }
        assertThat(sizes).hasSizeGreaterThan(30);
        assertThat(sizes.get(sizes.size() / 2)).as("the median").isLessThan(80);
        assertThat(sizes.stream().filter(size -> size > 200).count())
                .as("files of more than 200 lines, of %s", sizes.size())
                .isLessThanOrEqualTo(sizes.size() / 10);
        assertThat(sizes.get(sizes.size() - 1)).as("the longest").isLessThanOrEqualTo(400);
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DescribedPredicate<JavaClass> named(String... names) {
        return describe("one of " + Arrays.toString(names), c -> List.of(names).contains(c.getName()));
    }
}
