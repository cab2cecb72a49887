package io.coppice.kv;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private final JavaClasses component = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.coppice.kv");

    @Test
    void aComponentKnowsItsLibrariesAndVertxAndNothingElse() {
        assertThat(component.size()).isGreaterThan(10);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.kv..",
                        "io.coppice.component..",
                        "io.coppice.supervision",
                        "io.coppice.supervision.nodes",
                        "io.coppice.supervision.spec",
                        "io.vertx.core",
                        "io.vertx.core.buffer",
                        "io.vertx.core.eventbus",
                        "io.vertx.core.json",
                        "io.vertx.core.net",
                        "io.vertx.core.shareddata",
                        "org.slf4j",
                        "org.jspecify..",
                        "java..")
                .check(component);
    }
}
