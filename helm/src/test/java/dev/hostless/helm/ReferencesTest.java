package dev.hostless.helm;

import dev.hostless.helm.Chart.Values;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.Ingress;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What an object names is there, and is what it is taken for. */
class ReferencesTest {

    /** What the values say is yours. */
    private static final Set<String> YOURS = Set.of("fleet-tokens", "fleet-database",
            "hostless-tls", "registry");

    @ParameterizedTest
    @EnumSource
    void controllersFindTheirPodsAndNoOthers(Values values) {
        var pods = Pods.of(values.objects());
        for (var one : pods) {
            if (!one.selector().isEmpty()) {
                assertThat(pods.stream().filter(pod -> pod.matches(one.selector())))
                        .as(one.owner()).containsExactly(one);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void servicesLeadToPortsOfPods(Values values) {
        var pods = Pods.of(values.objects());
        assertThat(values.objects(Service.class)).isNotEmpty().allSatisfy(service -> {
            var behind = pods.stream().filter(pod -> pod.matches(service.getSpec().getSelector()))
                    .toList();
            assertThat(behind).as(service.getMetadata().getName()).isNotEmpty();
            for (var port : service.getSpec().getPorts()) {
                assertThat(behind).allMatch(pod -> pod.hasPort(port.getTargetPort().getStrVal()));
            }
        });
        var services = names(values, Service.class);
        assertThat(values.objects(StatefulSet.class))
                .allMatch(set -> services.contains(set.getSpec().getServiceName()));
    }

    @ParameterizedTest
    @EnumSource
    void secretsConfigMapsAndAccountsAreThere(Values values) {
        var secrets = names(values, Secret.class);
        secrets.addAll(YOURS);
        var maps = names(values, ConfigMap.class);
        var accounts = names(values, ServiceAccount.class);
        for (var pod : Pods.of(values.objects())) {
            assertThat(accounts).contains(pod.spec().getServiceAccountName());
            assertThat(pod.spec().getImagePullSecrets())
                    .allMatch(secret -> secrets.contains(secret.getName()));
            for (var volume : pod.spec().getVolumes()) {
                if (volume.getSecret() != null) {
                    assertThat(secrets).contains(volume.getSecret().getSecretName());
                }
                if (volume.getConfigMap() != null) {
                    assertThat(maps).contains(volume.getConfigMap().getName());
                }
            }
            pod.spec().getContainers().stream().flatMap(one -> one.getEnv().stream())
                    .map(variable -> variable.getValueFrom()).filter(Objects::nonNull)
                    .map(from -> from.getSecretKeyRef()).filter(Objects::nonNull)
                    .forEach(key -> assertThat(secrets).contains(key.getName()));
        }
    }

    /** Whatever the secret is, it has the keys that pods ask for. */
    @ParameterizedTest
    @EnumSource(names = "EXTERNAL_DATABASE", mode = EnumSource.Mode.EXCLUDE)
    void theSecretsThatAreMadeHaveTheKeysThatAreRead(Values values) {
        for (var secret : values.objects(Secret.class)) {
            var name = secret.getMetadata().getName();
            var read = new HashSet<String>();
            for (var pod : Pods.of(values.objects())) {
                pod.spec().getVolumes().stream().map(volume -> volume.getSecret())
                        .filter(it -> it != null && it.getSecretName().equals(name))
                        .flatMap(it -> it.getItems().stream())
                        .forEach(item -> read.add(item.getKey()));
                pod.spec().getContainers().stream().flatMap(one -> one.getEnv().stream())
                        .map(variable -> variable.getValueFrom()).filter(Objects::nonNull)
                        .map(from -> from.getSecretKeyRef())
                        .filter(it -> it != null && it.getName().equals(name))
                        .forEach(it -> read.add(it.getKey()));
            }
            assertThat(secret.getData().keySet()).as(name).isEqualTo(read);
        }
    }

    @ParameterizedTest
    @EnumSource
    void mountsAreOfVolumes(Values values) {
        for (var pod : Pods.of(values.objects())) {
            var volumes = new HashSet<String>();
            pod.spec().getVolumes().forEach(volume -> volumes.add(volume.getName()));
            values.objects(StatefulSet.class).stream()
                    .filter(set -> set.getMetadata().getName().equals(pod.owner()))
                    .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                    .forEach(claim -> volumes.add(claim.getMetadata().getName()));
            var mounted = new HashSet<String>();
            pod.spec().getContainers().forEach(one -> one.getVolumeMounts()
                    .forEach(mount -> mounted.add(mount.getName())));
            assertThat(mounted).as(pod.owner()).isEqualTo(volumes);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"DEFAULT", "EVERYTHING", "EXTERNAL_DATABASE"})
    void eachPodHasOneNetworkPolicyAndPoliciesNamePortsThatAreThere(Values values) {
        var pods = Pods.of(values.objects());
        var policies = values.objects(NetworkPolicy.class);
        for (var pod : pods) {
            assertThat(policies.stream().filter(policy -> pod
                    .matches(policy.getSpec().getPodSelector().getMatchLabels())))
                    .as(pod.owner()).hasSize(1)
                    .allMatch(policy -> policy.getSpec().getPolicyTypes()
                            .equals(List.of("Ingress", "Egress")));
        }
        for (var policy : policies) {
            policy.getSpec().getIngress().stream().flatMap(rule -> rule.getPorts().stream())
                    .forEach(port -> assertThat(pods).filteredOn(pod -> pod.matches(
                            policy.getSpec().getPodSelector().getMatchLabels()))
                            .allMatch(pod -> pod.hasPort(port.getPort().getStrVal())));
            policy.getSpec().getEgress().stream()
                    .filter(rule -> rule.getTo().stream().anyMatch(to -> to.getPodSelector() != null
                            && to.getIpBlock() == null))
                    .forEach(rule -> assertThat(pods).filteredOn(pod -> pod.matches(
                            rule.getTo().getFirst().getPodSelector().getMatchLabels()))
                            .isNotEmpty().allMatch(pod -> pod.hasPort(
                                    rule.getPorts().getFirst().getPort().getStrVal())));
        }
    }

    @ParameterizedTest
    @EnumSource(names = "EVERYTHING")
    void whatLooksAtPodsOrServicesFindsThem(Values values) {
        var objects = values.objects();
        var pods = Pods.of(objects);
        var services = values.objects(Service.class);
        assertThat(values.objects(ServiceMonitor.class)).hasSize(2).allSatisfy(monitor -> {
            var found = services.stream().filter(service -> service.getMetadata().getLabels()
                    .entrySet().containsAll(monitor.getSpec().getSelector().getMatchLabels()
                            .entrySet()))
                    .toList();
            assertThat(found).as(monitor.getMetadata().getName()).hasSize(1);
            assertThat(found.getFirst().getSpec().getPorts()).anyMatch(port -> port.getName()
                    .equals(monitor.getSpec().getEndpoints().getFirst().getPort()));
        });
        assertThat(values.objects(PodDisruptionBudget.class)).hasSize(1).allSatisfy(
                budget -> assertThat(pods.stream().filter(pod -> pod
                        .matches(budget.getSpec().getSelector().getMatchLabels()))
                        .map(Pods::owner))
                        .containsExactly("lab-sensors", "lab-elastic", "lab-plain"));
        var sets = values.objects(StatefulSet.class);
        assertThat(values.objects(HorizontalPodAutoscaler.class)).hasSize(1).allSatisfy(scaler -> {
            var target = scaler.getSpec().getScaleTargetRef();
            var set = sets.stream().filter(it -> named(it, target.getName())).findFirst();
            assertThat(set).hasValueSatisfying(
                    // Else each upgrade would undo what the autoscaler did.
                    it -> assertThat(it.getSpec().getReplicas()).isNull());
        });
        assertThat(values.objects(Ingress.class)).hasSize(1).allSatisfy(ingress -> {
            var backend = ingress.getSpec().getRules().getFirst().getHttp().getPaths().getFirst()
                    .getBackend().getService();
            assertThat(services).anyMatch(service -> named(service, backend.getName())
                    && service.getSpec().getPorts().getFirst().getName()
                            .equals(backend.getPort().getName()));
        });
    }

    private static boolean named(HasMetadata object, String name) {
        return object.getMetadata().getName().equals(name);
    }

    private static <T extends HasMetadata> Set<String> names(Values values, Class<T> type) {
        var names = new HashSet<String>();
        values.objects(type).forEach(object -> names.add(object.getMetadata().getName()));
        return names;
    }
}
