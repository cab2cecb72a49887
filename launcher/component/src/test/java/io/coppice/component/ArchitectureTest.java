package io.coppice.component;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.coppice.component");

    @Test
    void theRulesAreNotHeldByNothing() {
        assertThat(CLASSES).hasSizeGreaterThan(20);
        assertThat(CLASSES.stream().map(type -> type.getPackageName()).distinct())
                .contains("io.coppice.component.bus", "io.coppice.component.config", "io.coppice.component.database");
    }

    @Test
    void itKnowsNoComponentAndNoHost() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.component..",
                        "io.coppice.supervision",
                        "io.coppice.supervision.nodes",
                        "io.coppice.supervision.spec",
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
                .resideOutsideOfPackage("io.coppice.component.database")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.sqlite..", "java.sql..", "io.vertx.pgclient..", "io.vertx.sqlclient..")
                .check(CLASSES);
    }

    @Test
    void itsPackagesMakeNoCircle() {
        slices().matching("io.coppice.component.(*)..")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }
}
