package io.coppice.shopping;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.coppice.shopping");

    @Test
    void itUsesOnlyWhatAPluginMay() {
        assertThat(CLASSES).hasSizeGreaterThan(15);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.shopping..",
                        "io.coppice.component..",
                        "io.coppice.supervision",
                        "io.coppice.supervision.nodes",
                        "io.coppice.supervision.spec",
                        "io.coppice.supervision.web",
                        "io.vertx.core..",
                        "io.vertx.ext.web..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
    }

    @Test
    void theDecisionsKnowNeitherTheirStoreNorVertxButForJson() {
        classes()
                .that()
                .resideInAPackage("io.coppice.shopping.session")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.shopping.session",
                        "io.coppice.component.bus",
                        "io.vertx.core.json",
                        "org.jspecify..",
                        "java.lang..",
                        "java.math",
                        "java.time",
                        "java.util..")
                .check(CLASSES);
    }

    @Test
    void noPackageUsesOneAboveIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("web")
                .definedBy("io.coppice.shopping.web")
                .layer("service")
                .definedBy("io.coppice.shopping.service")
                .layer("database")
                .definedBy("io.coppice.shopping.database")
                .layer("session")
                .definedBy("io.coppice.shopping.session")
                .whereLayer("web")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("service")
                .mayOnlyBeAccessedByLayers("web")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers("service")
                .check(CLASSES);
    }
}
