package dev.hostless.controlplane;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import tools.jackson.databind.JsonNode;

/** An agent as the protocol describes it, without boards. */
public final class TestAgent {

    private final Service service;
    private final String name;
    private final String credential;
    private long sequence;

    private TestAgent(Service service, String name, String credential) {
        this.service = service;
        this.name = name;
        this.credential = credential;
    }

    /** Enrols with boards of 64 MiB and 200 MHz. */
    public static TestAgent enrol(Service service, int boards) {
        return enrol(service, Service.name("agent"), boards, 64L << 20);
    }

    public static TestAgent enrol(Service service, String name, int boards, long ramBytes) {
        var answer = service.with(Service.JOIN_TOKEN)
                .post().uri("/agent/v1/enrolments")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(request(name, "key-of-" + name, boards, ramBytes))
                .exchange()
                .expectStatus().isOk()
                .expectBody(Map.class)
                .returnResult()
                .getResponseBody();
        return new TestAgent(service, name, Service.text(answer, "credential"));
    }

    public static Map<String, Object> request(
            String name, String key, int boards, long ramBytes) {
        var offered = new ArrayList<Map<String, Object>>();
        for (int index = 0; index < boards; index++) {
            offered.add(Map.of(
                    "name", name + "-" + index, "preset", "go-64m", "ramBytes", ramBytes,
                    "clockHz", 200_000_000L,
                    "labels", Map.of("agent", name, "preset", "go-64m",
                            "place", index % 2 == 0 ? "even" : "odd")));
        }
        return Map.of("agent", name, "key", key, "version", "0.1.0", "engineSemantics", 1,
                "boards", offered);
    }

    public String name() {
        return name;
    }

    public String credential() {
        return credential;
    }

    public String node(int index) {
        return name + "-" + index;
    }

    public WebTestClient client() {
        return service.with(credential);
    }

    /** The command stream; pings are left out. */
    public Flux<JsonNode> commands() {
        return client().get().uri("/agent/v1/commands")
                .accept(MediaType.APPLICATION_NDJSON)
                .exchange()
                .expectStatus().isOk()
                .returnResult(JsonNode.class)
                .getResponseBody()
                // What tests do on a message may block.
                .publishOn(Schedulers.boundedElastic())
                .filter(command -> !command.path("type").asString().equals("ping"));
    }

    public void report(Object... reports) {
        reportAs("boot-1", ++sequence, reports);
    }

    public void reportAs(String boot, long number, Object... reports) {
        post(Map.of("boot", boot, "sequence", number, "reports", List.of(reports)))
                .expectStatus().isNoContent();
    }

    public WebTestClient.ResponseSpec post(Object batch) {
        return client().post().uri("/agent/v1/reports")
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(batch)
                .exchange();
    }

    public Map<String, Object> state(int node, long revision, String state) {
        return new LinkedHashMap<>(Map.of(
                "type", "state", "node", node(node), "revision", revision, "state", state,
                "boots", 1, "cycle", 1000, "virtualNanos", 5000));
    }

    public Map<String, Object> console(int node, long revision, int boot, long offset,
            byte[] data) {
        return Map.of("type", "console", "node", node(node), "revision", revision, "boot", boot,
                "offset", offset, "data", java.util.Base64.getEncoder().encodeToString(data),
                "droppedBytes", 0);
    }

    public Map<String, Object> gc(int node, long revision, int number, long sweep, long mark) {
        return Map.of("type", "gc", "node", node(node), "revision", revision, "boot", 1,
                "cycles", List.of(Map.of(
                        "number", number, "startCycle", number * 1000L,
                        "markStartCycle", number * 1000L + 100,
                        "markTerminationCycle", number * 1000L + 400,
                        "endCycle", number * 1000L + 500, "sweepTerminationPauseCycles", sweep,
                        "markTerminationPauseCycles", mark, "forced", false)));
    }

    /** A map of one span of a size class and one of a large object. */
    public Map<String, Object> heap(int node, long revision, long cycle) {
        var report = new LinkedHashMap<String, Object>(Map.of(
                "type", "heap", "node", node(node), "revision", revision, "boot", 1,
                "cycle", cycle, "collector", "incremental", "collections", 12,
                "totals", heapTotals(),
                "cycles", Map.of("pauses", 5, "assist", 6, "background", 7, "idle", 8),
                "classes", List.of(
                        Map.of("objectBytes", 0, "noscan", true, "spans", 1, "objects", 1,
                                "bytes", 40_960, "freed", 0),
                        Map.of("objectBytes", 8, "noscan", true, "spans", 1, "objects", 40,
                                "bytes", 320, "freed", 2))));
        report.put("map", Map.of("base", 1_048_576, "pageBytes", 8192, "spans",
                List.of(List.of(0, 1, 1, 1024, 40), List.of(3, 5, 0, 1, 1)), "spansDropped", 0));
        return report;
    }

    private static Map<String, Object> heapTotals() {
        var totals = new LinkedHashMap<String, Object>(Map.of(
                "allocatedBytes", 41_280, "markedBytes", 40_960, "goalBytes", 4_194_304,
                "peakBytes", 50_000, "totalAllocatedBytes", 41_296, "mallocs", 43, "frees", 2));
        totals.putAll(Map.of("systemBytes", 62_914_560, "inUseBytes", 49_152,
                "guestBytes", 983_040, "metadataBytes", 262_144));
        return totals;
    }

    public Map<String, Object> telemetry(int node, long revision, Map<String, Object> gc) {
        var sample = new LinkedHashMap<String, Object>(Map.of(
                "type", "telemetry", "node", node(node), "revision", revision, "boot", 1,
                "cycle", 90_000_000L, "virtualNanos", 450_000_000L, "hostNanos", 1L,
                "clockHz", 200_000_000L, "cycles", Map.of("guest", 52, "idle", 38)));
        sample.put("memoryBytes", 3_145_728);
        sample.put("ramBytes", 67_108_864);
        sample.put("ticks", Map.of("count", 7, "missed", 1));
        sample.put("interrupts", Map.of(
                "delivered", 2, "coalesced", 0, "lost", 0, "latencyMaxCycles", 5200));
        sample.put("uart", Map.of("transmittedBytes", 10, "receivedBytes", 6, "overruns", 0));
        sample.put("gc", gc);
        return sample;
    }

    public static Map<String, Object> observedGc() {
        var gc = new LinkedHashMap<String, Object>();
        gc.put("observed", true);
        gc.put("reason", null);
        gc.put("cycles", 3);
        gc.put("heapLiveMb", 2);
        return gc;
    }
}
