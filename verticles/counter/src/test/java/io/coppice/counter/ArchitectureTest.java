package io.coppice.counter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.coppice.counter");

    @Test
    void itUsesOnlyWhatAPluginMay() {
        assertThat(CLASSES).hasSizeGreaterThan(6);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.counter..",
                        "io.coppice.component.config",
                        "io.coppice.component.web",
                        "io.coppice.supervision",
                        "io.coppice.supervision.spec",
                        "io.coppice.supervision.web",
                        "io.vertx.core..",
                        "io.vertx.ext.web..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
    }

    @Test
    void aCounterKnowsNothingOfTheWeb() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.coppice.counter.web")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.counter.web",
                        "io.coppice.component..",
                        "io.coppice.supervision.web",
                        "io.vertx.core.http..",
                        "io.vertx.ext..")
                .check(CLASSES);
    }
}
