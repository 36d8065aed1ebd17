package dev.hostless.controlplane;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;
import org.springframework.stereotype.Repository;
import org.springframework.stereotype.Service;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noConstructors;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

class ArchitectureTest {

    private final JavaClasses main = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.hostless.controlplane");

    @Test
    void onlyTheLibrariesThatWereChosenAreUsed() {
        classes().should().onlyDependOnClassesThat().resideInAnyPackage(
                "dev.hostless.controlplane..", "java..", "javax.sql..", "org.springframework..",
                "reactor..",
                "org.reactivestreams..", "tools.jackson..", "com.fasterxml.jackson.annotation..",
                "io.r2dbc..", "org.flywaydb..", "io.zonky..", "com.datadoghq.sketch..",
                "run.endive.wasm..", "io.micrometer..", "io.prometheus.metrics..", "io.swagger..",
                "org.slf4j..",
                "org.jspecify..")
                .check(main);
    }

    @Test
    void beansAreMadeInOneConfiguration() {
        noClasses().should().beAnnotatedWith(Component.class)
                .orShould().beAnnotatedWith(Service.class)
                .orShould().beAnnotatedWith(Repository.class)
                .check(main);
        noFields().should().beAnnotatedWith(Autowired.class).check(main);
        noConstructors().should().beAnnotatedWith(Autowired.class).check(main);
    }

    @Test
    void onlyTheInspectorKnowsTheParserAndOnlyFiguresKnowTheSketch() {
        noClasses().that().resideOutsideOfPackage("..firmware..")
                .should().dependOnClassesThat().resideInAPackage("run.endive..")
                .check(main);
        noClasses().that().resideOutsideOfPackage("..telemetry..")
                .should().dependOnClassesThat().resideInAPackage("com.datadoghq..")
                .check(main);
        noClasses().that().resideOutsideOfPackage("..database..")
                .should().dependOnClassesThat().resideInAPackage("io.zonky..")
                .check(main);
    }

    @Test
    void problemsAndTheDatabaseKnowNoFeature() {
        noClasses().that().resideInAnyPackage("..problem..", "..database..", "..access..")
                .should().dependOnClassesThat().resideInAnyPackage(
                        "..node..", "..firmware..", "..assignment..", "..action..", "..session..",
                        "..telemetry..", "..console..", "..event..")
                .check(main);
    }
}
