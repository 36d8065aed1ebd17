package dev.hostless.helm;

import dev.hostless.helm.Chart.Values;
import io.fabric8.kubernetes.api.model.Container;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The restricted profile of Kubernetes' pod security standards, and read-only root on top. */
class PodSecurityTest {

    @ParameterizedTest
    @EnumSource
    void podsAreRestricted(Values values) {
        assertThat(Pods.of(values.objects())).isNotEmpty().allSatisfy(pod -> {
            var spec = pod.spec();
            assertThat(spec.getSecurityContext().getRunAsNonRoot()).isTrue();
            assertThat(spec.getSecurityContext().getRunAsUser()).isPositive();
            assertThat(spec.getSecurityContext().getSeccompProfile().getType())
                    .isEqualTo("RuntimeDefault");
            assertThat(spec.getAutomountServiceAccountToken()).isFalse();
            assertThat(spec.getHostNetwork()).isNull();
            assertThat(spec.getHostPID()).isNull();
            assertThat(spec.getVolumes()).allMatch(volume -> volume.getHostPath() == null);
            assertThat(spec.getContainers()).isNotEmpty().allSatisfy(PodSecurityTest::restricted);
            assertThat(spec.getInitContainers()).isEmpty();
        });
    }

    private static void restricted(Container container) {
        var context = container.getSecurityContext();
        assertThat(context.getAllowPrivilegeEscalation()).isFalse();
        assertThat(context.getReadOnlyRootFilesystem()).isTrue();
        assertThat(context.getCapabilities().getDrop()).containsExactly("ALL");
        assertThat(context.getCapabilities().getAdd()).isEmpty();
        assertThat(container.getResources().getRequests()).containsKeys("cpu", "memory");
        assertThat(container.getResources().getLimits()).containsKey("memory");
        assertThat(container.getVolumeMounts()).anyMatch(
                mount -> mount.getMountPath().equals("/tmp"));
    }

    @ParameterizedTest
    @EnumSource
    void servicesAreWatched(Values values) {
        assertThat(Pods.of(values.objects())).filteredOn(pod -> !pod.selector().isEmpty())
                .allSatisfy(pod -> assertThat(pod.spec().getContainers()).allSatisfy(one -> {
                    assertThat(one.getStartupProbe()).isNotNull();
                    assertThat(one.getLivenessProbe()).isNotNull();
                    assertThat(one.getReadinessProbe()).isNotNull();
                }));
    }
}
