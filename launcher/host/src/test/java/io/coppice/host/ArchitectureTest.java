package io.coppice.host;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the design that hold for the host. */
class ArchitectureTest {

    private static final JavaClasses HOST = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.coppice.host");

    private static final DescribedPredicate<JavaAccess<?>> PRINTS_OR_EXITS =
            DescribedPredicate.describe("System.out, System.err, exit or halt", access -> {
                String owner = access.getTargetOwner().getName();
                return (owner.equals("java.lang.System")
                                && Set.of("out", "err", "exit").contains(access.getName()))
                        || (owner.equals("java.lang.Runtime")
                                && Set.of("exit", "halt").contains(access.getName()));
            });

    @Test
    void the_classes_are_here() {
        assertThat(HOST).hasSizeGreaterThan(50);
    }

    @Test
    void only_the_command_line_prints_and_exits() {
        assertThat(HOST.stream().filter(ArchitectureTest::printsOrExits))
                .as("classes of the command line that do")
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(type -> type.getPackageName().startsWith("io.coppice.host.cli"));
    }

    private static boolean printsOrExits(JavaClass type) {
        return type.getAccessesFromSelf().stream().anyMatch(PRINTS_OR_EXITS);
    }

    @Test
    void only_the_cluster_knows_hazelcast() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.coppice.host.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.hazelcast..", "io.vertx.spi.cluster..")
                .check(HOST);
        assertThat(HOST.stream()
                        .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                        .filter(dependency ->
                                dependency.getTargetClass().getPackageName().startsWith("com.hazelcast"))
                        .map(dependency -> dependency.getOriginClass().getPackageName())
                        .distinct())
                .containsExactlyInAnyOrder("io.coppice.host.cluster", "io.coppice.host.cluster.store");
    }

    @Test
    void supervision_is_used_by_its_public_interface() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.coppice.supervision.runtime..", "io.coppice.supervision.core..")
                .check(HOST);
        assertThat(HOST.stream()
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> dependency
                                        .getTargetClass()
                                        .getPackageName()
                                        .equals("io.coppice.supervision"))))
                .as("classes that use the public interface")
                .hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void languages_are_known_by_their_interface_only() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.coppice.language.*..")
                .check(HOST);
        assertThat(HOST.stream()
                        .filter(type -> type.getDirectDependenciesFromSelf().stream()
                                .anyMatch(dependency -> dependency
                                        .getTargetClass()
                                        .getPackageName()
                                        .equals("io.coppice.language")))
                        .map(type -> type.getPackageName())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "io.coppice.host.bridge", "io.coppice.host.config", "io.coppice.host.plugin");
    }

    @Test
    void internals_of_vertx_are_not_used() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.core.impl..", "io.vertx.core.internal..", "io.vertx.ext.web.impl..")
                .check(HOST);
    }

    @Test
    void packages_are_named_for_what_they_hold() {
        Set<String> segments = HOST.stream()
                .flatMap(type -> Stream.of(type.getPackageName().split("\\.", -1)))
                .collect(Collectors.toSet());
        assertThat(segments)
                .contains("cli", "cluster", "config", "observer", "plugin")
                .doesNotContain("util", "common", "impl", "manager", "helper");
    }

    @Test
    void files_are_small() throws IOException {
        List<Integer> sizes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src", "main", "java"))) {
            for (Path file :
                    files.filter(file -> file.toString().endsWith(".java")).toList()) {
                sizes.add(Files.readAllLines(file).size());
            }
        }
        sizes.sort(null);
        assertThat(sizes).as("main files").hasSizeGreaterThan(40).allMatch(size -> size <= 400);
        assertThat(sizes.get(sizes.size() / 2)).as("median").isLessThan(80);
        assertThat(sizes.get(sizes.size() * 9 / 10)).as("nine in ten").isLessThan(200);
    }
}
