package dev.hostless.controlplane.node;

import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What no label tells of a node.
 *
 * @param states one of these; none means any
 * @param firmware the digest that is wanted of it, "none" for nodes that are off; null means any
 */
public record NodeFilter(List<NodeState> states, @Nullable String firmware) {

    public static final NodeFilter ANY = new NodeFilter(List.of(), null);

    private static final Pattern FIRMWARE = Pattern.compile("none|sha256:[0-9a-f]{64}");

    /** @param states their words, joined by commas */
    static NodeFilter of(@Nullable String states, @Nullable String firmware) {
        if (firmware != null && !firmware.isEmpty() && !FIRMWARE.matcher(firmware).matches()) {
            throw new ProblemException(
                    ErrorCode.INVALID_PARAMETER,
                    "firmware: wanted a whole digest (sha256:…) or none, got '"
                            + Checks.shortened(firmware) + "'");
        }
        return new NodeFilter(
                states == null || states.isEmpty()
                        ? List.of()
                        : Arrays.stream(states.split(",", -1)).map(NodeFilter::state).toList(),
                firmware == null || firmware.isEmpty() ? null : firmware);
    }

    private static NodeState state(String word) {
        return Arrays.stream(NodeState.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new ProblemException(
                        ErrorCode.INVALID_PARAMETER,
                        "state: wanted some of " + Arrays.stream(NodeState.values())
                                .map(NodeState::word)
                                .toList() + ", got '" + Checks.shortened(word) + "'"));
    }

    String[] words() {
        return states.stream().map(NodeState::word).toArray(String[]::new);
    }
}
