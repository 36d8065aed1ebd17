package dev.hostless.cli;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GoFlagsTest {
    private static GoFlags divide(String subcommand, String... arguments) {
        return GoFlags.divide(subcommand, List.of(arguments), "");
    }

    @Test
    void tagsAndOverlayAreTakenOutHoweverTheyAreWritten() {
        var flags = divide("build", "-v", "-tags", "a,b", "--overlay=own.json", "-o", "x", ".");
        assertThat(flags.tags()).isEqualTo("a,b");
        assertThat(flags.overlay()).isEqualTo(Optional.of("own.json"));
        assertThat(flags.others()).containsExactly("-v", "-o", "x", ".");
    }

    @Test
    void whereModulesComeFromIsToldAndStays() {
        var flags = divide("build", "-modfile", "own.mod", "-mod=mod", ".");
        assertThat(flags.modFile()).contains("own.mod");
        assertThat(flags.mod()).contains("mod");
        assertThat(flags.others()).containsExactly("-modfile", "own.mod", "-mod=mod", ".");
        assertThat(GoFlags.divide("build", List.of("."), "-mod=vendor").mod()).contains("vendor");
    }

    @Test
    void whatLooksLikeAFlagAndIsAValueStays() {
        var flags = divide("build", "-ldflags", "-tags=x", "-tags=y", ".");
        assertThat(flags.tags()).isEqualTo("y");
        assertThat(flags.others()).containsExactly("-ldflags", "-tags=x", ".");
    }

    @Test
    void whatBelongsToTheProgramStays() {
        assertThat(divide("run", "-tags=a", ".", "-tags=b").others()).containsExactly(".",
                "-tags=b");
        assertThat(divide("test", "./...", "-tags=a", "-args", "-tags=b").others())
                .containsExactly("./...", "-args", "-tags=b");
        assertThat(divide("test", "./...", "-tags=a", "-args", "-tags=b").tags()).isEqualTo("a");
    }

    @Test
    void testCompilesOnlyWithC() {
        assertThat(divide("test", "-c", "-tags=a", ".").tags()).isEqualTo("a");
    }

    @Test
    void theCommandLineStandsInsteadOfGoflags() {
        var goflags = "-mod=mod -tags=a -overlay=o.json";
        assertThat(GoFlags.divide("build", List.of("-tags=b"), goflags).tags()).isEqualTo("b");
        var inherited = GoFlags.divide("build", List.of("."), goflags);
        assertThat(inherited.tags()).isEqualTo("a");
        assertThat(inherited.overlay()).isEqualTo(Optional.of("o.json"));
    }
}
