package dev.hostless.controlplane.node;

import dev.hostless.controlplane.node.Selector.Requirement;
import dev.hostless.controlplane.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class SelectorTest {

    @Test
    void allFormsOfRequirementsAreRead() {
        assertThat(Selector.parse(
                "site=lab, rack==7 ,zone!=a,preset in (go-64m, go-16m),tier notin(x),gpu,!old")
                .requirements()).containsExactly(
                        new Requirement.In("site", List.of("lab")),
                        new Requirement.In("rack", List.of("7")),
                        new Requirement.NotIn("zone", List.of("a")),
                        new Requirement.In("preset", List.of("go-64m", "go-16m")),
                        new Requirement.NotIn("tier", List.of("x")),
                        new Requirement.Exists("gpu"),
                        new Requirement.Absent("old"));
    }

    @Test
    void theEmptySelectorMeansEveryNode() {
        assertThat(Selector.parse("").requirements()).isEmpty();
        assertThat(Selector.parse("  ").condition().text()).isEqualTo("true");
    }

    @Test
    void wordsThatLookLikeOperatorsAreKeysAtTheirPlace() {
        assertThat(Selector.parse("in=notin").requirements())
                .containsExactly(new Requirement.In("in", List.of("notin")));
    }

    @Test
    void nothingOfTheTextReachesTheStatementButParameters() {
        var condition = Selector.parse("zone=quay,name in (a,b)").condition();
        assertThat(condition.text()).doesNotContain("quay").doesNotContain("zone");
        assertThat(condition.parameters()).containsEntry("key0", "zone").doesNotContainKey("key1");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', value = {
        "site=            | 5  | a value",
        "site=lab,        | 9  | a key",
        "=lab             | 0  | a key",
        "site in lab      | 8  | '('",
        "site in (a       | 10 | ',' or ')'",
        "site in ()       | 9  | a value",
        "site lab         | 5  | 'in' or 'notin'",
        "site!lab         | 5  | '=' after '!'",
        "site=a b         | 7  | ',' or the end",
        "site='x'         | 5  | a value",
        "a=b;drop table x | 3  | ',' or the end"})
    void aMistakeIsToldWithItsPosition(String text, int position, String wanted) {
        var problem = catchThrowableOfType(ProblemException.class, () -> Selector.parse(text));
        assertThat(problem.detail()).contains(wanted).contains("position " + position);
        assertThat(problem.properties()).containsEntry("position", position);
    }

    @Test
    void lengthsAreLimited() {
        var problem = catchThrowableOfType(
                ProblemException.class, () -> Selector.parse("a,".repeat(5000)));
        assertThat(problem.detail()).contains("at most 4096 characters");
        problem = catchThrowableOfType(
                ProblemException.class, () -> Selector.parse("a" + ",a".repeat(40)));
        assertThat(problem.detail()).contains("at most 32 requirements");
    }
}
