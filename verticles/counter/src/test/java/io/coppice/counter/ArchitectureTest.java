package io.coppice.counter;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
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
        assertThat(CLASSES).hasSizeGreaterThan(4);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.counter",
                        "io.coppice.supervision",
                        "io.coppice.supervision.spec",
                        "io.vertx.core..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
    }
}
