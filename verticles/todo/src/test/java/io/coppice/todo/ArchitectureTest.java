package io.coppice.todo;

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
            .importPackages("io.coppice.todo");

    @Test
    void theRulesAreNotHeldByNothing() {
        assertThat(CLASSES).hasSizeGreaterThan(20);
    }

    @Test
    void itUsesOnlyWhatAPluginMay() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.todo..",
                        "io.coppice.component..",
                        "io.coppice.supervision",
                        "io.coppice.supervision.nodes",
                        "io.coppice.supervision.spec",
                        "io.coppice.supervision.web",
                        "io.vertx.core..",
                        "io.vertx.ext.web..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
    }

    @Test
    void onlyTheDatabaseKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.coppice.todo.database")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "io.coppice.component.database..")
                .check(CLASSES);
    }

    @Test
    void noPackageUsesOneAboveIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("web")
                .definedBy("io.coppice.todo.web")
                .layer("lists")
                .definedBy("io.coppice.todo.lists")
                .layer("database")
                .definedBy("io.coppice.todo.database")
                .layer("entries")
                .definedBy("io.coppice.todo.entries")
                .whereLayer("web")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("lists")
                .mayOnlyBeAccessedByLayers("web")
                .whereLayer("database")
                .mayOnlyBeAccessedByLayers("lists")
                .check(CLASSES);
    }
}
