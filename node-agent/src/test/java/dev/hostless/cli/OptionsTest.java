package dev.hostless.cli;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OptionsTest {
    private final List<String> found = new ArrayList<>();
    private final Options options = new Options(1, "head\n", "foot\n")
            .flag("--fast", "no waiting", () -> found.add("fast"))
            .value("--name", "NAME", "what it is called,\nin words", v -> found.add("name " + v))
            .number("--count", "N", "how many", v -> found.add("count " + v));

    private List<String> read(String... arguments) {
        return options.read(List.of(arguments));
    }

    private void mistake(String message, String... arguments) {
        assertThatThrownBy(() -> read(arguments)).isInstanceOf(UsageProblem.class)
                .hasMessage(message);
    }

    @Test
    void aValueIsTheNextArgumentOrBehindAnEqualsSign() {
        assertThat(read("--name", "a=b", "x", "--count=-3", "--fast", "--name=c=d"))
                .containsExactly("x");
        assertThat(found).containsExactly("name a=b", "count -3", "fast", "name c=d");
    }

    @Test
    void anOptionIsAsLongAsItsValueIsApart() {
        assertThat(options.length("--name")).isEqualTo(2);
        assertThat(options.length("--name=x")).isEqualTo(1);
        assertThat(options.length("--fast")).isEqualTo(1);
        assertThat(options.length("-h")).isEqualTo(1);
        assertThat(options.length("--nam")).isZero();
        assertThat(options.length("x")).isZero();
    }

    @Test
    void mistakesSayWhatWasWanted() {
        mistake("unknown option '--nam'", "--nam", "x");
        mistake("--name: wanted a value, NAME", "x", "--name");
        mistake("--count: wanted a whole number, got 'many'", "--count", "many");
        mistake("--fast: wanted no value, got '1'", "--fast=1");
        mistake("wanted a FIRMWARE, got no argument", "--fast");
        mistake("unexpected argument 'y'", "x", "y");
    }

    @Test
    void helpNeedsNothingElse() {
        assertThat(read("--help")).isEmpty();
        assertThat(options.helpWanted()).isTrue();
        assertThat(options.help()).isEqualTo("""
                head

                  --fast                 no waiting
                  --name NAME            what it is called,
                                         in words
                  --count N              how many
                  -h, --help             Show this and exit.
                foot
                """);
    }
}
