package dev.hostless.agent;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TracesSwitchTest {

    private static StandardEnvironment with(Map<String, Object> settings) {
        var environment = new StandardEnvironment();
        environment.getPropertySources().addFirst(new MapPropertySource("given", settings));
        new TracesSwitch().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }

    @Test
    void withoutAnEndpointNothingOfTracesIsLoaded() {
        var environment = with(Map.of("spring.autoconfigure.exclude", "example.Other"));
        assertThat(environment.getProperty("spring.autoconfigure.exclude"))
                .startsWith("example.Other,").contains("OpenTelemetrySdkAutoConfiguration");
        assertThat(environment.getProperty("management.tracing.export.enabled"))
                .isEqualTo("false");
        assertThat(environment.getProperty("spring.reactor.context-propagation")).isNull();
    }

    @Test
    void withAnEndpointAllRequestsAreTracedUnlessOneSaysOtherwise() {
        var endpoint = "http://collector:4318/v1/traces";
        assertThat(with(Map.of(TracesSwitch.ENDPOINT, endpoint))
                .getProperty("management.tracing.sampling.probability")).isEqualTo("1.0");
        var environment = with(Map.of(TracesSwitch.ENDPOINT, endpoint,
                "management.tracing.sampling.probability", "0.25"));
        assertThat(environment.getProperty("management.tracing.sampling.probability"))
                .isEqualTo("0.25");
        assertThat(environment.getProperty("spring.reactor.context-propagation"))
                .isEqualTo("auto");
        assertThat(environment.getProperty("spring.autoconfigure.exclude")).isNull();
    }

    @Test
    void anEndpointThatIsNoAddressIsRefused() {
        for (var wrong : new String[]{"collector:4318", "ftp://collector/", "a b"}) {
            assertThatThrownBy(() -> with(Map.of(TracesSwitch.ENDPOINT, wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(TracesSwitch.ENDPOINT + ": wanted an address such as"
                            + " http://collector:4318/v1/traces, got '" + wrong + "'");
        }
    }
}
