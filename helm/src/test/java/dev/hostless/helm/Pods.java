package dev.hostless.helm;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.List;
import java.util.Map;

/**
 * The pods that objects make.
 *
 * @param owner the object's name
 * @param selector what a controller looks for them by; empty for a pod by itself
 */
record Pods(String owner, Map<String, String> labels, Map<String, String> selector, PodSpec spec) {

    static List<Pods> of(List<HasMetadata> objects) {
        return objects.stream().flatMap(object -> switch (object) {
            case Deployment it -> List.of(new Pods(it.getMetadata().getName(),
                    it.getSpec().getTemplate().getMetadata().getLabels(),
                    it.getSpec().getSelector().getMatchLabels(),
                    it.getSpec().getTemplate().getSpec())).stream();
            case StatefulSet it -> List.of(new Pods(it.getMetadata().getName(),
                    it.getSpec().getTemplate().getMetadata().getLabels(),
                    it.getSpec().getSelector().getMatchLabels(),
                    it.getSpec().getTemplate().getSpec())).stream();
            case Pod it -> List.of(new Pods(it.getMetadata().getName(),
                    it.getMetadata().getLabels(), Map.<String, String>of(), it.getSpec())).stream();
            default -> List.<Pods>of().stream();
        }).toList();
    }

    boolean matches(Map<String, String> wanted) {
        return !wanted.isEmpty() && labels.entrySet().containsAll(wanted.entrySet());
    }

    boolean hasPort(String name) {
        return spec.getContainers().stream().flatMap(one -> one.getPorts().stream())
                .anyMatch(port -> port.getName().equals(name));
    }
}
