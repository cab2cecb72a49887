package io.coppice.traininglog;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.coppice.traininglog");

    @Test
    void theRulesAreNotHeldByNothing() {
        assertThat(CLASSES).hasSizeGreaterThan(25);
    }

    @Test
    void itUsesOnlyWhatAPluginMay() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.traininglog..",
                        "io.coppice.component..",
                        "io.coppice.supervision",
                        "io.coppice.supervision.nodes",
                        "io.coppice.supervision.spec",
                        "io.coppice.supervision.web",
                        "io.vertx.core..",
                        "io.vertx.ext.web..",
                        "io.vertx.pgclient..",
                        "io.vertx.sqlclient..",
                        "org.slf4j..",
                        "org.sqlite..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
    }

    @Test
    void onlyTheDatabaseKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.coppice.traininglog.database")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..", "java.sql..", "io.vertx.pgclient..", "io.vertx.sqlclient..")
                .check(CLASSES);
    }

    @Test
    void noPackageUsesOneAboveIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("web")
                .definedBy("io.coppice.traininglog.web")
                .layer("books")
                .definedBy("io.coppice.traininglog.books")
                .layer("database")
                .definedBy("io.coppice.traininglog.database")
                .layer("training")
                .definedBy("io.coppice.traininglog.training")
                .whereLayer("web")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("books")
                .mayOnlyBeAccessedByLayers("web")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers("books")
                .check(CLASSES);
    }
}
