package dev.hostless.helm;

import dev.hostless.helm.Chart.Values;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

/** Secrets are made once. */
class KeptSecretsTest {

    @Test
    void theFirstInstallationMakesThem() {
        var first = secrets(new MockCluster());
        assertThat(first).containsOnlyKeys("lab-tokens", "lab-database");
        assertThat(text(first, "lab-tokens", "token")).matches("op_[A-Za-z0-9]{32}");
        assertThat(text(first, "lab-tokens", "join-token")).matches("join_[A-Za-z0-9]{32}");
        assertThat(text(first, "lab-database", "password")).matches("[A-Za-z0-9]{32}");
        assertThat(first.values()).allSatisfy(secret -> assertThat(
                secret.getMetadata().getAnnotations())
                .containsEntry("helm.sh/resource-policy", "keep"));
        // Another installation has others.
        assertThat(secrets(new MockCluster()).get("lab-tokens").getData())
                .isNotEqualTo(first.get("lab-tokens").getData());
    }

    @Test
    void anUpgradeKeepsThem() {
        try (var cluster = new MockCluster(); var client = cluster.client()) {
            var first = secrets(cluster);
            first.values().forEach(
                    secret -> client.resource(secret).inNamespace(Chart.NAMESPACE).create());
            var second = secrets(cluster);
            first.forEach((name, secret) -> assertThat(second.get(name).getData()).as(name)
                    .isEqualTo(secret.getData()));
        }
    }

    @Test
    void whatWasTakenOutOfOneIsMadeAnewAndTheRestIsKept() {
        try (var cluster = new MockCluster(); var client = cluster.client()) {
            var tokens = secrets(cluster).get("lab-tokens");
            var token = tokens.getData().get("token");
            tokens.setData(Map.of("token", token));
            client.resource(tokens).inNamespace(Chart.NAMESPACE).create();
            var second = secrets(cluster);
            assertThat(second.get("lab-tokens").getData()).containsEntry("token", token);
            assertThat(text(second, "lab-tokens", "join-token")).startsWith("join_");
        }
    }

    @Test
    void secretsOfYoursAreUsedAndNoneIsMade() {
        assertThat(Values.EXTERNAL_DATABASE.objects(Secret.class)).isEqualTo(List.of());
    }

    private static Map<String, Secret> secrets(MockCluster cluster) {
        return Chart.read(Chart.text(Values.DEFAULT.file(), cluster)).stream()
                .filter(Secret.class::isInstance).map(Secret.class::cast)
                .collect(toMap(secret -> secret.getMetadata().getName(), secret -> secret));
    }

    private static String text(Map<String, Secret> secrets, String name, String key) {
        return new String(Base64.getDecoder().decode(secrets.get(name).getData().get(key)),
                StandardCharsets.UTF_8);
    }
}
