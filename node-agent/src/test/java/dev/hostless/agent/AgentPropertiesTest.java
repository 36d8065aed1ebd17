package dev.hostless.agent;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class AgentPropertiesTest {

    private final Map<String, String> settings = new TreeMap<>(Map.of(
            "hostless.agent.name", "agent-1",
            "hostless.agent.control-plane", "http://localhost:8080",
            "hostless.agent.join-token", "secret"));

    @Test
    void whatIsNotSetHasADefault() {
        var properties = bound();
        assertThat(properties.controlPlane()).isEqualTo(URI.create("http://localhost:8080"));
        assertThat(properties.boards()).isEqualTo(3);
        assertThat(properties.preset()).isNull();
        assertThat(properties.pace()).isEqualTo(AgentProperties.PaceChoice.REAL);
        assertThat(properties.labels()).isEmpty();
        assertThat(properties.firmwareCache().toMegabytes()).isEqualTo(512);
        assertThat(properties.nodeSeries()).isEqualTo(100);
    }

    @Test
    void labelsAreRead() {
        settings.put("hostless.agent.labels.site", "lab-3");
        assertThat(bound().labels()).containsExactly(Map.entry("site", "lab-3"));
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("hostless.agent.name", "Agent_1", "hostless.agent.name: wanted 1 to 57 of a-z");
        refused("hostless.agent.control-plane", "localhost:8080",
                "hostless.agent.control-plane: wanted an address such as http://localhost:8080,"
                        + " got 'localhost:8080'");
        refused("hostless.agent.boards", "0", "hostless.agent.boards: wanted 1 to 10000, got 0");
        refused("hostless.agent.join-token", "", "either hostless.agent.join-token or"
                + " hostless.agent.join-token-file, got neither");
        refused("hostless.agent.join-token-file", "/run/token", "join-token-file, got both");
        refused("hostless.agent.labels.site", "a b", "hostless.agent.labels: wanted keys");
        refused("hostless.agent.node-series", "-1",
                "hostless.agent.node-series: wanted 0 to 10000, got -1");
        refused("hostless.agent.pace", "fast", "fast");
    }

    @Test
    void boardsAreOfAPresetOrOfAFile() {
        settings.put("hostless.agent.board-file", "/etc/hostless/board.yaml");
        assertThat(bound().boardFile()).isEqualTo(Path.of("/etc/hostless/board.yaml"));
        refused("hostless.agent.preset", "go-8m",
                "wanted either hostless.agent.preset or hostless.agent.board-file, got both");
    }

    private void refused(String name, String value, String why) {
        var before = new TreeMap<>(settings);
        settings.put(name, value);
        assertThatThrownBy(this::bound).hasStackTraceContaining(why);
        settings.clear();
        settings.putAll(before);
    }

    private AgentProperties bound() {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("hostless.agent", AgentProperties.class);
    }
}
