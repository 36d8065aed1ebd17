package dev.hostless.helm;

import dev.hostless.helm.Chart.Values;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each object is one that Kubernetes knows, with fields that it knows. */
class RenderedObjectsTest {

    @ParameterizedTest
    @EnumSource
    void theChartPassesStrictLint(Values values, @TempDir Path folder) {
        var result = Chart.lint(values.file(), folder);
        assertThat(result.isFailed()).as(result.getMessages().toString()).isFalse();
        // An icon is the one thing that is recommended and not there.
        assertThat(result.getMessages()).noneMatch(message -> message.contains("WARNING")
                || message.contains("ERROR"));
    }

    @ParameterizedTest
    @EnumSource
    void noFieldIsUnknownToTheTypedModels(Values values) {
        assertThat(values.objects()).isNotEmpty().allSatisfy(object -> {
            assertThat(object).isNotInstanceOf(GenericKubernetesResource.class);
            assertThat(UnknownFields.of(object)).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void aServerTakesThemAll(Values values) {
        try (var cluster = new MockCluster(); var client = cluster.client()) {
            for (var object : values.objects()) {
                client.resource(object).inNamespace(Chart.NAMESPACE).create();
            }
            // A second time is an upgrade.
            for (var object : values.objects()) {
                var place = client.resource(object).inNamespace(Chart.NAMESPACE);
                assertThat(place.get()).as(name(object)).isNotNull();
                place.update();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void noNameIsThereTwice(Values values) {
        assertThat(values.objects().stream().map(RenderedObjectsTest::name)).doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).contains("/" + Chart.RELEASE));
    }

    private static String name(HasMetadata object) {
        return object.getKind() + "/" + object.getMetadata().getName();
    }
}
