package dev.hostless.helm;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is wrong is said before anything reaches a cluster. */
class RefusedValuesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            controlPlane: {replicas: 2}                             | /controlPlane/replicas
            controlPlane: {replica: 1}                              | 'replica' not allowed
            fleet: []                                               | 'fleet' not allowed
            fleets: [{name: a, boards: 1, presets: go-8m}]          | 'presets' not allowed
            fleets: [{name: a, boards: 1, preset: go-9m}]           | /fleets/0/preset
            fleets: [{name: a, boards: 0}]                          | /fleets/0/boards
            fleets: [{name: a, boards: "3"}]                        | /fleets/0/boards
            fleets: [{name: A, boards: 3}]                          | /fleets/0/name
            fleets: [{name: postgresql, boards: 3}]                 | /fleets/0/name
            fleets: [{name: a, boards: 1, labels: {fleet: b}}]      | invalid propertyName 'fleet'
            fleets: [{name: a, boards: 1, labels: {x: "a b"}}]      | /fleets/0/labels/x
            fleets: [{name: a, boards: 1, pace: fast}]              | /fleets/0/pace
            fleets: [{name: a, boards: 1, memory: 4 GB}]            | /fleets/0/memory
            agents: {cpu: {request: "1", limits: "2"}}              | 'limits' not allowed
            ingress: {enabled: "yes"}                               | /ingress/enabled
            networkPolicy: {apiFrom: [{}]}                          | /networkPolicy/apiFrom/0
            monitoring: {serviceMonitor: {interval: 30}}            | serviceMonitor/interval
            database: {external: {sslMode: on}}                     | /database/external/sslMode
            images: {agent: {pullPolicy: Sometimes}}                | /images/agent/pullPolicy
            """)
    void theSchemaNamesThePlace(String values, String place) {
        assertThatThrownBy(() -> Chart.text(values)).hasMessageContaining(place);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            database: {external: {host: db}} | postgresql.enabled is true and database.external\
            .host is "db"; wanted one database
            postgresql: {enabled: false} | postgresql.enabled is false and database.external.host\
             is empty; wanted a database
            {postgresql: {enabled: false}, database: {external: {host: db}}} |\
             database.existingSecret: wanted the name of a secret with the key password
            database: {external: {sslMode: require}} | sslMode is for an external database
            ingress: {enabled: true} | ingress.enabled is true and ingress.host is empty
            fleets: [{name: a, boards: 1}, {name: a, boards: 2}] | the name "a" is there twice
            fleets: [{name: a, boards: 10, agents: 4}] | fleet a: 10 boards cannot be spread evenly\
             over 4 agents; wanted a multiple of 4, such as 8
            fleets: [{name: a, boards: 2, agents: 4}] | wanted a multiple of 4, such as 4
            fleets: [{name: a, boards: 20000, preset: lm3s6965}] | fleet a: 20000 boards over 1\
             agents are 20000 in each; wanted at most 10000
            fleets: [{name: a, boards: 4, autoscaling: {enabled: true, minAgents: 3, maxAgents: 2}\
            }] | fleet a: autoscaling.minAgents 3 is more than autoscaling.maxAgents 2
            fleets: [{name: a, boards: 4, agents: 2, autoscaling: {enabled: true, minAgents: 1,\
             maxAgents: 2}}] | fleet a: agents is 2 and autoscaling is on; wanted one of them
            fleets: [{name: a, boards: 4, preset: go-8m, boardFile: "ram: 1MiB"}] | fleet a: preset\
             and boardFile are both there
            fleets: [{name: a, boards: 4, boardFile: "preset: go-9m"}] | fleet a: no preset "go-9m"\
            ; presets are esp32-c3, go-16m
            fleets: [{name: a, boards: 4, boardFile: "ram: [1"}] | fleet a: boardFile: wanted YAML
            fleets: [{name: a, boards: 4, boardFile: "volumes: [{at: /x, folder: y}]"}] | fleet a:\
             boardFile: the volume /x is a folder, which a pod does not have
            fleets: [{name: a, boards: 4, boardFile: "parts: [{part: at24c32, image: x}]"}] | fleet\
             a: boardFile: the part at24c32 has an image, a file that a pod does not have
            fleets: [{name: a, boards: 300}] | fleet a: 300 boards of go-64m with 64 MiB of RAM\
             each need 30912 MiB in an agent's pod, but agents.memoryMax is 16Gi, with room for 157
            fleets: [{name: a, boards: 40, preset: go-16m, memory: 1Gi}] | but memory is 1Gi, with\
             room for 32; wanted fewer boards in each agent, boards with less RAM, or more memory
            """)
    void contradictionsAreSaidInWords(String values, String words) {
        assertThatThrownBy(() -> Chart.text(values)).hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({"a-name-that-is-longer-than-agents-can-bear"})
    void aReleaseNameThatIsTooLongForNodesIsRefused(String name) {
        assertThatThrownBy(() -> Chart.text(Chart.Values.DEFAULT.file(), name))
                .hasMessageContaining("release name: wanted at most 30 characters")
                .hasMessageContaining("with 42");
    }
}
