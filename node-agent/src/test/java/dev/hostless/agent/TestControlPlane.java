package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.EnrolmentRequest;
import dev.hostless.agent.message.Report;
import dev.hostless.board.Firmware;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Plays the control plane over real HTTP as docs/protocol says, and fails on request: it answers
 * with errors, loses answers, cuts streams and forgets credentials.
 */
final class TestControlPlane implements AutoCloseable {

    static final String JOIN_TOKEN = "join-me";

    /** A batch as it arrived, before repetitions are sorted out. */
    record Arrived(String boot, long sequence, String body) {
    }

    private final DisposableServer server;
    private final Map<String, String> keyOfAgent = new ConcurrentHashMap<>();
    private final Map<String, byte[]> firmware = new ConcurrentHashMap<>();
    private final Map<String, String> assignments = new LinkedHashMap<>();
    private final Map<String, String> actions = new LinkedHashMap<>();
    private final Set<String> seenBatches = new TreeSet<>();
    private final List<Report> reports = new CopyOnWriteArrayList<>();
    private final AtomicInteger credentials = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicInteger lostAnswers = new AtomicInteger();
    private volatile String credential = "none yet";
    private volatile Sinks.Many<String> lines = freshLines();
    volatile int failureStatus = 500;
    final List<EnrolmentRequest> enrolments = new CopyOnWriteArrayList<>();
    final List<Arrived> arrived = new CopyOnWriteArrayList<>();
    final AtomicInteger streams = new AtomicInteger();
    /** Digests in the order in which they were asked for. */
    final List<String> downloads = new CopyOnWriteArrayList<>();

    TestControlPlane() {
        server = HttpServer.create().host("127.0.0.1").port(0).route(routes -> routes
                .post("/agent/v1/enrolments", this::enrol)
                .get("/agent/v1/commands", this::commands)
                .get("/agent/v1/firmware/{digest}", this::firmware)
                .post("/agent/v1/reports", this::reports)).bindNow();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /** The next calls, except enrolments, are answered with {@link #failureStatus}. */
    void failNext(int calls) {
        failures.set(calls);
    }

    /** The next batches are taken, but their answer is an error. */
    void loseAnswersOfNext(int batches) {
        lostAnswers.set(batches);
    }

    void forgetCredential() {
        credential = "forgotten";
    }

    void cutStream() {
        var cut = lines;
        lines = freshLines();
        cut.tryEmitComplete();
    }

    /** Sends a line as it is, once. */
    void send(String line) {
        lines.emitNext(line, Sinks.EmitFailureHandler.busyLooping(Duration.ofSeconds(5)));
    }

    /** Wants something of a node, now and on each new stream. */
    synchronized void assign(String node, String assignment) {
        assignments.put(node, assignment);
        send(assignment);
    }

    /** Wants an action, now and on each new stream until it is acknowledged. */
    synchronized void act(String id, String action) {
        actions.put(id, action);
        send(action);
    }

    String offer(byte[] module) {
        var digest = Firmware.digestOf(module);
        firmware.put(digest, module);
        return digest;
    }

    /** What was reported, each batch once. */
    List<Report> reports() {
        return reports;
    }

    <T extends Report> Stream<T> reports(Class<T> type) {
        return reports.stream().filter(type::isInstance).map(type::cast);
    }

    @Override
    public void close() {
        cutStream();
        server.disposeNow(Duration.ofSeconds(5));
    }

    private Publisher<Void> enrol(HttpServerRequest request, HttpServerResponse response) {
        if (!bearer(request).equals(JOIN_TOKEN)) {
            return problem(response, 401, "wrong join token");
        }
        return request.receive().aggregate().asString().flatMap(body -> {
            var asked = AgentJson.MAPPER.readValue(body, EnrolmentRequest.class);
            var key = keyOfAgent.computeIfAbsent(asked.agent(), _ -> asked.key());
            if (!key.equals(asked.key())) {
                return problem(response, 409, "agent '" + asked.agent() + "' has another key");
            }
            credential = "c_" + credentials.incrementAndGet();
            enrolments.add(asked);
            return json(response, "{\"agent\":\"%s\",\"credential\":\"%s\",\"heartbeatSeconds\":1}"
                    .formatted(asked.agent(), credential));
        });
    }

    private Publisher<Void> commands(HttpServerRequest request, HttpServerResponse response) {
        if (!bearer(request).equals(credential)) {
            return problem(response, 401, "wrong credential");
        }
        if (fails()) {
            return problem(response, failureStatus, "out of order");
        }
        streams.incrementAndGet();
        var first = new ArrayList<String>();
        synchronized (this) {
            first.addAll(assignments.values());
            first.addAll(actions.values());
        }
        first.add("{\"type\":\"ping\"}");
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson")
                .send(Flux.fromIterable(first).concatWith(lines.asFlux())
                        .map(line -> Unpooled.copiedBuffer(line.strip() + "\n",
                                StandardCharsets.UTF_8)),
                        _ -> true);
    }

    private Publisher<Void> firmware(HttpServerRequest request, HttpServerResponse response) {
        if (!bearer(request).equals(credential)) {
            return problem(response, 401, "wrong credential");
        }
        downloads.add(String.valueOf(request.param("digest")));
        if (fails()) {
            return problem(response, failureStatus, "out of order");
        }
        var module = firmware.get(request.param("digest"));
        if (module == null) {
            return problem(response, 404, "no firmware " + request.param("digest"));
        }
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/wasm")
                .sendByteArray(Mono.just(module));
    }

    private Publisher<Void> reports(HttpServerRequest request, HttpServerResponse response) {
        return request.receive().aggregate().asString().flatMap(body -> {
            var batch = AgentJson.MAPPER.readTree(body);
            var boot = batch.get("boot").asString();
            long sequence = batch.get("sequence").asLong();
            arrived.add(new Arrived(boot, sequence, body));
            if (!bearer(request).equals(credential)) {
                return problem(response, 401, "wrong credential");
            }
            if (fails()) {
                return problem(response, failureStatus, "out of order");
            }
            take(boot + "/" + sequence, batch.get("reports").valueStream()
                    .map(r -> AgentJson.MAPPER.treeToValue(r, Report.class)).toList());
            return lostAnswers.getAndUpdate(n -> Math.max(0, n - 1)) > 0
                    ? problem(response, 502, "the answer was lost")
                    : response.status(204).send();
        });
    }

    private synchronized void take(String batch, List<Report> all) {
        if (!seenBatches.add(batch)) {
            return;
        }
        reports.addAll(all);
        all.stream().filter(Report.Ack.class::isInstance)
                .forEach(ack -> actions.remove(((Report.Ack) ack).id()));
    }

    private boolean fails() {
        return failures.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    private static String bearer(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        var value = headers.get(HttpHeaderNames.AUTHORIZATION, "");
        return value.startsWith("Bearer ") ? value.substring("Bearer ".length()) : "";
    }

    private static Mono<Void> json(HttpServerResponse response, String body) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendByteArray(Mono.just(body.getBytes(StandardCharsets.UTF_8))).then();
    }

    private static Mono<Void> problem(HttpServerResponse response, int status, String detail) {
        return response.status(status)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/problem+json")
                .sendByteArray(Mono.just(("{\"status\":" + status + ",\"detail\":\"" + detail
                        + "\"}").getBytes(StandardCharsets.UTF_8)))
                .then();
    }

    private static Sinks.Many<String> freshLines() {
        return Sinks.many().multicast().directBestEffort();
    }
}
