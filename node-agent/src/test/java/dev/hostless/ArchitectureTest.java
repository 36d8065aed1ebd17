package dev.hostless;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

/** Who may use whom, as docs/ARCHITECTURE.md draws it. */
class ArchitectureTest {
    private static final String ENGINE = "dev.hostless.engine..";
    private static final String GO_GC = "dev.hostless.gogc..";
    private static final String DEVICES = "dev.hostless.devices..";
    private static final String BOARD = "dev.hostless.board..";
    private static final String PRESET = "dev.hostless.preset..";
    private static final String BOARD_FILE = "dev.hostless.boardfile..";
    private static final String AGENT = "dev.hostless.agent..";
    private static final String CLI = "dev.hostless.cli..";
    private static final String[] JDK_ONLY = {"java..", "org.jspecify.annotations.."};

    private static JavaClasses hostless;

    @BeforeAll
    static void read() {
        hostless = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.hostless");
    }

    private static void only(String who, String... mayUse) {
        classes().that().resideInAPackage(who).should()
                .onlyDependOnClassesThat(resideInAnyPackage(mayUse)).check(hostless);
    }

    private static String[] and(String[] some, String... more) {
        var all = new java.util.ArrayList<>(java.util.List.of(some));
        all.addAll(java.util.List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void theEngineUsesTheParserAndTheJdkAlone() {
        only(ENGINE, and(JDK_ONLY, ENGINE, "run.endive.wasm..", "jdk.internal.misc.."));
    }

    @Test
    void theCollectorUsesTheJdkAlone() {
        only(GO_GC, and(JDK_ONLY, GO_GC));
    }

    @Test
    void theDevicesUseTheJdkAlone() {
        only(DEVICES, and(JDK_ONLY, DEVICES));
    }

    @Test
    void theBoardUsesTheThreeLibrariesAndTheJdkAlone() {
        only(BOARD, and(JDK_ONLY, BOARD, ENGINE, GO_GC, DEVICES));
    }

    @Test
    void theBoardKnowsNoNetworkNoHostClockAndNoHostRandomness() {
        // A code source's place is an address by its type alone.
        noClasses().that().resideInAnyPackage(BOARD, ENGINE, GO_GC, DEVICES).and()
                .doNotHaveSimpleName("EngineFingerprint").should().dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..").check(hostless);
        noClasses().that().resideInAnyPackage(BOARD, ENGINE, GO_GC, DEVICES).should()
                .dependOnClassesThat().haveFullyQualifiedName("java.util.Random")
                .orShould().dependOnClassesThat()
                .haveFullyQualifiedName("java.security.SecureRandom")
                .orShould().dependOnClassesThat().haveFullyQualifiedName("java.time.Clock")
                .orShould().callMethod(System.class, "nanoTime")
                .orShould().callMethod(System.class, "currentTimeMillis")
                .orShould().callMethod(System.class, "getenv", String.class).check(hostless);
    }

    @Test
    void presetsUseTheBoardAndJacksonAlone() {
        only(PRESET, and(JDK_ONLY, PRESET, BOARD, "tools.jackson.."));
    }

    @Test
    void boardFilesUseTheBoardPresetsAndTheYamlLibraryAlone() {
        only(BOARD_FILE, and(JDK_ONLY, BOARD_FILE, BOARD, PRESET, "org.yaml.snakeyaml.."));
    }

    @Test
    void theCommandLineUsesTheBoardAndNeverSpring() {
        only(CLI, and(JDK_ONLY, CLI, BOARD, BOARD_FILE, PRESET, "tools.jackson.."));
    }

    @Test
    void theAgentAsksTheBoardAndNeverTheLibrariesBelowIt() {
        noClasses().that().resideInAPackage(AGENT).should().dependOnClassesThat()
                .resideInAnyPackage(ENGINE, GO_GC, DEVICES, CLI).check(hostless);
    }

    @Test
    void nobodyBelowKnowsTheAgentTheCommandLineOrTheControlPlane() {
        noClasses().that().resideInAnyPackage(ENGINE, GO_GC, DEVICES, BOARD, PRESET, BOARD_FILE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(AGENT, CLI, "dev.hostless.controlplane..").check(hostless);
    }
}
