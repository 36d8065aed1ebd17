package dev.hostless.helm;

import com.marcnuri.helm.DryRun;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.InstallCommand;
import dev.hostless.helm.Chart.Values;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What the installer is told. */
class NotesTest {

    @Test
    void theFleetAndTheWayToItAreTold() {
        assertThat(notes(Values.DEFAULT))
                .contains("fleet default: 6 boards of go-64m, 3 in each of 2 agents with 768Mi")
                .contains("kubectl -n boards get secret lab-tokens -o jsonpath='{.data.token}'")
                .contains("kubectl -n boards port-forward service/lab-control-plane 8080:8080")
                .contains("helm test -n boards lab").doesNotContain("WARNING");
    }

    @Test
    void anAutoscalersFleetAndAnAddressAreToldToo() {
        assertThat(notes(Values.EVERYTHING))
                .contains("fleet sensors: 400 boards of weather-station, 100 in each of 4 agents"
                        + " with 4Gi of memory")
                .contains("fleet elastic: 80 boards of go-16m, 10 in each of 2 to 8 agents")
                .contains("https://hostless.example.org/").doesNotContain("WARNING");
    }

    @Test
    void whatIsLessThanSafeIsPointedOut() {
        var output = install(Values.MINIMAL).set("ingress.enabled", true)
                .set("ingress.host", "lab.example.org").set("networkPolicy.enabled", true)
                .call().getOutput();
        assertThat(output).contains("http://lab.example.org/")
                .contains("WARNING: ingress.tlsSecret is empty, so tokens travel in the clear")
                .contains("WARNING: networkPolicy.apiFrom is empty");
    }

    private static String notes(Values values) {
        return install(values).call().getOutput();
    }

    private static InstallCommand install(Values values) {
        return new Helm(Chart.FOLDER).install().withName(Chart.RELEASE)
                .withNamespace(Chart.NAMESPACE).withKubeVersion("1.33.0").clientOnly()
                .withDryRunOption(DryRun.CLIENT).withValuesFile(values.file());
    }
}
