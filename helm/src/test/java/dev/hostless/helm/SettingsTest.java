package dev.hostless.helm;

import dev.hostless.boardfile.BoardFile;
import dev.hostless.controlplane.ControlPlaneProperties;
import dev.hostless.helm.Chart.Values;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.SimpleCommandLinePropertySource;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The services take what the chart sets, by their own checks. */
class SettingsTest {

    /** What others than the two services read. */
    private static final Set<String> OF_OTHERS = Set.of("JDK_JAVA_OPTIONS",
            "SPRING_LIFECYCLE_TIMEOUTPERSHUTDOWNPHASE", "LOGGING_LEVEL_ROOT");

    @ParameterizedTest
    @EnumSource
    void settingsOfTheControlPlaneExistAndAreTaken(Values values) throws Exception {
        var container = container(values, "lab-control-plane");
        var settings = bound(container, "hostless", ControlPlaneProperties.class);
        var taken = (ControlPlaneProperties) settings;
        assertThat(taken.heartbeat()).isPositive();
        assertThat(taken.database().url()).startsWith("postgresql://");
        assertThat(taken.database().url()).isEqualTo(values == Values.EXTERNAL_DATABASE
                ? "postgresql://db.example.org:6432/fleet?sslmode=verify-full"
                : "postgresql://lab-postgresql:5432/hostless");
    }

    @ParameterizedTest
    @EnumSource
    void settingsOfAgentsExistAndAreTaken(Values values) throws Exception {
        var type = Class.forName("dev.hostless.agent.AgentProperties");
        for (var pod : Pods.of(values.objects())) {
            var container = pod.spec().getContainers().getFirst();
            if (container.getName().equals("agent")) {
                var settings = told(bound(container, "hostless.agent", type));
                var fleet = pod.labels().get("hostless.dev/fleet");
                assertThat(settings).contains("name=" + pod.owner() + "-0,")
                        .contains("controlPlane=http://lab-control-plane:8080,")
                        .contains("fleet=" + fleet);
            }
        }
    }

    @Test
    void aFleetsValuesReachItsAgents() throws Exception {
        var type = Class.forName("dev.hostless.agent.AgentProperties");
        assertThat(told(bound(container(Values.EVERYTHING, "lab-sensors"), "hostless.agent", type)))
                .contains("boards=100,").contains("preset=null,")
                .contains("boardFile=/etc/hostless/board.yaml,").contains("pace=MAX,")
                .contains("site=lab-3").contains("example.org/owner=Team_A")
                .contains("stopLimit=PT45S");
        // 80 boards over at most 8 agents.
        assertThat(told(bound(container(Values.EVERYTHING, "lab-elastic"), "hostless.agent", type)))
                .contains("boards=10,").contains("preset=go-16m,")
                .contains("pace=REAL,");
    }

    @Test
    void theBoardFileIsOneThatAgentsRead(@TempDir Path folder) throws IOException {
        var map = Values.EVERYTHING.objects(ConfigMap.class).stream()
                .filter(it -> it.getMetadata().getName().equals("lab-sensors-board"))
                .findFirst().orElseThrow();
        var file = Files.writeString(folder.resolve("board.yaml"),
                map.getData().get("board.yaml"));
        var spec = BoardFile.read(file).spec();
        assertThat(spec.preset()).isEqualTo("weather-station");
        assertThat(spec.ramBytes()).isEqualTo(2 << 20);
    }

    @Test
    void aSettingThatDoesNotExistIsFound() {
        var container = container(Values.DEFAULT, "lab-control-plane");
        container.getEnv().getFirst().setName("HOSTLESS_DATABASE_ADDRESS");
        assertThatThrownBy(() -> bound(container, "hostless", ControlPlaneProperties.class))
                .hasStackTraceContaining("hostless.database.address");
    }

    /** All components of a record of settings; its own text leaves secrets out, and more. */
    private static String told(Object settings) throws ReflectiveOperationException {
        var text = new StringBuilder();
        for (var component : settings.getClass().getRecordComponents()) {
            var accessor = component.getAccessor();
            accessor.setAccessible(true);
            text.append(component.getName()).append('=').append(accessor.invoke(settings))
                    .append(',');
        }
        return text.toString();
    }

    private static Container container(Values values, String owner) {
        return Pods.of(values.objects()).stream().filter(pod -> pod.owner().equals(owner))
                .findFirst().orElseThrow().spec().getContainers().getFirst();
    }

    /** As the service itself would bind them, and with nothing left over. */
    private static Object bound(Container container, String prefix, Class<?> type) {
        var environment = new TreeMap<String, Object>();
        container.getEnv().forEach(variable -> {
            var name = variable.getName();
            assertThat(name).matches(it -> it.startsWith("HOSTLESS_") || OF_OTHERS.contains(it));
            if (name.startsWith("HOSTLESS_")) {
                var pod = variable.getValueFrom() != null
                        && variable.getValueFrom().getFieldRef() != null;
                environment.put(name, pod ? podOf(container) : String.valueOf(variable.getValue()));
            }
        });
        var sources = new MutablePropertySources();
        sources.addLast(new SimpleCommandLinePropertySource(
                container.getArgs().toArray(String[]::new)));
        sources.addLast(new SystemEnvironmentPropertySource("systemEnvironment",
                Map.copyOf(environment)));
        var strict = new NoUnboundElementsBindHandler(BindHandler.DEFAULT);
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind(prefix, Bindable.of(type), strict).get();
    }

    private static String podOf(Container container) {
        return Stream.of(Values.values()).flatMap(values -> Pods.of(values.objects()).stream())
                .filter(pod -> pod.spec().getContainers().equals(List.of(container)))
                .findFirst().orElseThrow().owner() + "-0";
    }
}
