package dev.hostless.agent;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings of an agent, below {@code hostless.agent}.
 *
 * @param name unique at its control plane; the nodes are named after it
 * @param controlPlane base address, http or https
 * @param joinToken what the operator hands to new agents, or
 * @param joinTokenFile a file that holds it, read at each enrolment
 * @param boards how many boards this process hosts, 1 to 10,000
 * @param preset of all of them; that of docs/protocol/presets.json marked as default when absent
 * @param boardFile what all of them are instead of a preset
 * @param labels of all nodes, beside the label "preset"
 * @param pace whether board time follows host time
 * @param dataDirectory for the agent's key and its caches; one agent at a time uses it
 * @param firmwareCache bytes of modules kept on disk
 * @param codeCache bytes of generated code kept on disk; 0 keeps none
 * @param nodeSeries how many nodes, from the first on, have metrics of their own, 0 to 10,000
 * @param stopLimit how long a graceful stop may take
 */
@ConfigurationProperties("hostless.agent")
record AgentProperties(@Nullable String name, @Nullable URI controlPlane,
        @Nullable String joinToken, @Nullable Path joinTokenFile, @DefaultValue("3") int boards,
        @Nullable String preset, @Nullable Path boardFile,
        @DefaultValue Map<String, String> labels,
        @DefaultValue("real") PaceChoice pace, @DefaultValue("agent-data") Path dataDirectory,
        @DefaultValue("512MB") DataSize firmwareCache,
        @DefaultValue("512MB") DataSize codeCache, @DefaultValue("100") int nodeSeries,
        @DefaultValue("10s") Duration stopLimit) {

    private static final String LABEL = "[a-z0-9]([a-z0-9._/-]{0,61}[a-z0-9])?";

    /** How board time relates to host time. */
    enum PaceChoice {
        /** One board second takes one host second. */
        REAL,
        /** As fast as this host can. */
        MAX
    }

    AgentProperties {
        if (name == null || !name.matches("[a-z0-9]([a-z0-9-]{0,55}[a-z0-9])?")) {
            throw new IllegalArgumentException("hostless.agent.name: wanted 1 to 57 of a-z, 0-9 and"
                    + " '-' (not first or last), got '" + name + "'");
        }
        if (controlPlane == null || controlPlane.getHost() == null
                || !Set.of("http", "https").contains(String.valueOf(controlPlane.getScheme()))) {
            throw new IllegalArgumentException("hostless.agent.control-plane: wanted an address"
                    + " such as http://localhost:8080, got '" + controlPlane + "'");
        }
        if ((joinToken == null || joinToken.isBlank()) == (joinTokenFile == null)) {
            throw new IllegalArgumentException("wanted either hostless.agent.join-token or"
                    + " hostless.agent.join-token-file, got "
                    + (joinTokenFile == null ? "neither" : "both"));
        }
        if (boards < 1 || boards > 10_000) {
            throw new IllegalArgumentException(
                    "hostless.agent.boards: wanted 1 to 10000, got " + boards);
        }
        if (preset != null && boardFile != null) {
            throw new IllegalArgumentException("wanted either hostless.agent.preset or"
                    + " hostless.agent.board-file, got both");
        }
        labels.forEach(AgentProperties::requireLabel);
        labels = Map.copyOf(labels);
        if (firmwareCache.toBytes() < 0) {
            throw new IllegalArgumentException("hostless.agent.firmware-cache: wanted 0 or more,"
                    + " got " + firmwareCache);
        }
        if (codeCache.toBytes() < 0) {
            throw new IllegalArgumentException(
                    "hostless.agent.code-cache: wanted 0 or more, got " + codeCache);
        }
        if (nodeSeries < 0 || nodeSeries > 10_000) {
            throw new IllegalArgumentException(
                    "hostless.agent.node-series: wanted 0 to 10000, got " + nodeSeries);
        }
        if (stopLimit.isNegative()) {
            throw new IllegalArgumentException(
                    "hostless.agent.stop-limit: wanted 0 or more, got " + stopLimit);
        }
    }

    private static void requireLabel(String key, String value) {
        if (!key.matches(LABEL)
                || !value.matches("([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?")) {
            throw new IllegalArgumentException(
                    "hostless.agent.labels: wanted keys of a-z, 0-9 and '._/-', values of letters,"
                            + " digits and '._-', each up to 63, got " + key + "=" + value);
        }
    }

    /** Without the join token. */
    @Override
    public String toString() {
        return "AgentProperties[" + name + ", " + controlPlane + "]";
    }
}
