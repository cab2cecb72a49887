package io.coppice.language.contract;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The rules of the design that hold for the language packs. */
class ArchitectureTest {

    private static final JavaClasses LANGUAGES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.coppice.language");

    @Test
    void they_know_supervision_and_not_the_host() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.coppice.host..",
                        "io.coppice.supervision.core..",
                        "io.coppice.supervision.runtime..",
                        "io.vertx.core.impl..",
                        "io.vertx.core.internal..")
                .check(LANGUAGES);
        assertThat(LANGUAGES.stream().map(JavaClass::getPackageName).distinct())
                .containsExactlyInAnyOrder(
                        "io.coppice.language",
                        "io.coppice.language.groovy",
                        "io.coppice.language.js",
                        "io.coppice.language.process",
                        "io.coppice.language.python",
                        "io.coppice.language.wasm");
    }

    @Test
    void what_they_share_knows_none_of_them() {
        noClasses()
                .that()
                .resideInAPackage("io.coppice.language")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.coppice.language.*..")
                .check(LANGUAGES);
    }
}
