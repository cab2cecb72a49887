package io.coppice.infosys;

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
            .importPackages("io.coppice.infosys");

    @Test
    void itUsesOnlyWhatAPluginMay() {
        assertThat(CLASSES).hasSizeGreaterThan(30);
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.infosys..",
                        "io.coppice.component..",
                        "io.coppice.supervision",
                        "io.coppice.supervision.nodes",
                        "io.coppice.supervision.spec",
                        "io.coppice.supervision.web",
                        "io.vertx.core..",
                        "io.vertx.ext.web..",
                        "com.ezylang.evalex..",
                        "org.slf4j..",
                        "org.jspecify..",
                        "java..")
                .check(CLASSES);
    }

    @Test
    void questionsAndTalkKnowNoIoAndNoClock() {
        classes()
                .that()
                .resideInAnyPackage("io.coppice.infosys.question", "io.coppice.infosys.talk")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.infosys.question",
                        "io.coppice.infosys.talk",
                        "io.vertx.core.json",
                        "org.jspecify..",
                        "java.lang..",
                        "java.time",
                        "java.util..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAnyPackage("io.coppice.infosys.question", "io.coppice.infosys.talk")
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(CLASSES);
    }

    @Test
    void onlyFactsKnowSqlAndOnlyCalculationsTheirLibrary() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.coppice.infosys.facts")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "io.coppice.component.database..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.coppice.infosys.backends")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.ezylang..")
                .check(CLASSES);
    }

    @Test
    void noPackageUsesOneAboveIt() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("web")
                .definedBy("io.coppice.infosys.web")
                .layer("rooms")
                .definedBy("io.coppice.infosys.rooms")
                .layer("service")
                .definedBy("io.coppice.infosys.service")
                .layer("backends")
                .definedBy("io.coppice.infosys.backends")
                .layer("facts")
                .definedBy("io.coppice.infosys.facts")
                .whereLayer("web")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("rooms")
                .mayOnlyBeAccessedByLayers("web")
                .whereLayer("service")
                .mayOnlyBeAccessedByLayers("web", "rooms")
                .whereLayer("backends")
                .mayOnlyBeAccessedByLayers("service")
                .whereLayer("facts")
                .mayNotBeAccessedByAnyLayer()
                .check(CLASSES);
    }
}
