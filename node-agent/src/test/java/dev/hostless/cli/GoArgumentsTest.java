package dev.hostless.cli;

import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GoArgumentsTest {
    private static List<String> command(GoArguments divided) {
        return divided.command("go", List.of("-tags=t"), "x", divided.rest());
    }

    private static GoArguments divide(String... arguments) {
        return GoArguments.divide(new GoCommand().options(), List.of(arguments));
    }

    @Test
    void theBoardsOptionsStandBeforeTheSubcommand() {
        var divided = divide("--ram", "1MiB", "--gctrace", "test", "--ram", "./...");
        assertThat(divided.board()).containsExactly("--ram", "1MiB", "--gctrace");
        assertThat(command(divided)).containsExactly("go", "test", "-tags=t", "-exec=x", "--ram",
                "./...");
    }

    @Test
    void onlyWhatRunsProgramsIsToldHow() {
        assertThat(command(divide("run", "."))).containsExactly("go", "run", "-tags=t", "-exec=x",
                ".");
        assertThat(command(divide("build", "-o", "a"))).containsExactly("go", "build", "-tags=t",
                "-o", "a");
        assertThat(command(divide("vet"))).containsExactly("go", "vet", "-tags=t");
    }

    @Test
    void theFolderStaysTheFirstFlag() {
        assertThat(command(divide("test", "-C", "there", "-v")))
                .containsExactly("go", "test", "-C", "there", "-tags=t", "-exec=x", "-v");
        assertThat(divide("test", "-C=there", "-v").folder()).containsExactly("-C=there");
        assertThat(divide("test", "-v", "-C=there").folder()).isEmpty();
    }

    @Test
    void whatIsNoSubcommandIsAMistake() {
        assertThatThrownBy(() -> divide("install")).isInstanceOf(UsageProblem.class)
                .hasMessage("wanted build, run, test or vet, got 'install'");
        assertThatThrownBy(() -> divide("-v", "test")).isInstanceOf(UsageProblem.class)
                .hasMessage("unknown option '-v' before the subcommand");
        assertThatThrownBy(() -> divide("--ram", "1MiB").requireSubcommand())
                .isInstanceOf(UsageProblem.class)
                .hasMessage("wanted build, run, test or vet, got no subcommand");
    }

    @Test
    void wordsAreQuotedAsTheGoCommandReadsThem() {
        assertThat(GoArguments.quoted(List.of("/a b/hostless", "run", "--env", "A=it's", "")))
                .isEqualTo("'/a b/hostless' run --env \"A=it's\" ''");
        assertThatThrownBy(() -> GoArguments.quoted(List.of("A='\"")))
                .isInstanceOf(UsageProblem.class).hasMessageContaining("both kinds of quotes");
    }
}
