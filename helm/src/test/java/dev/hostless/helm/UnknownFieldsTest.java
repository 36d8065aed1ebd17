package dev.hostless.helm;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnknownFieldsTest {

    @Test
    void aMisspeltFieldIsFoundHoweverDeepItIs() {
        Object rule = Chart.MODELS.unmarshal("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: it}
                spec:
                  replikas: 1
                  template:
                    spec:
                      containers:
                        - name: one
                          ports: [{containerPort: 1, prot: TCP}]
                """);
        assertThat(UnknownFields.of(rule)).containsExactlyInAnyOrder(".spec.replikas",
                ".spec.template.spec.containers[].ports[].prot");
    }

    @Test
    void soItIsInThePrometheusOperatorsModels() {
        Object rule = Chart.MODELS.unmarshal("""
                apiVersion: monitoring.coreos.com/v1
                kind: PrometheusRule
                metadata: {name: it}
                spec:
                  groups:
                    - name: one
                      rules: [{alert: A, expression: up}]
                """);
        assertThat(UnknownFields.of(rule)).containsExactly(".spec.groups[].rules[].expression");
    }
}
