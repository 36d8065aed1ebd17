package dev.hostless.agent;

import dev.hostless.agent.message.AgentJson;
import dev.hostless.agent.message.EnrolmentRequest;
import dev.hostless.agent.message.EnrolmentResponse;
import java.net.URI;
import java.time.Duration;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The calls that an agent makes of the control plane, and nothing of when or how often. An answer
 * that is not a success becomes a {@link Refusal}; no answer is whatever the HTTP client throws.
 */
final class Uplink {

    private static final Duration CALL_LIMIT = Duration.ofSeconds(30);
    private static final Duration DOWNLOAD_LIMIT = Duration.ofMinutes(5);
    private static final int PROBLEM_CHARACTERS_MAX = 500;

    private final URI controlPlane;
    private final WebClient client;

    Uplink(URI controlPlane, WebClient.Builder client) {
        this.controlPlane = controlPlane;
        this.client = client.baseUrl(controlPlane.toString().replaceFirst("/+$", "")).build();
    }

    URI controlPlane() {
        return controlPlane;
    }

    Mono<EnrolmentResponse> enrol(String joinToken, EnrolmentRequest request) {
        return client.post()
                .uri("/agent/v1/enrolments")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + joinToken)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(AgentJson.MAPPER.writeValueAsBytes(request))
                .exchangeToMono(answer -> accepted(answer)
                        ? answer.bodyToMono(byte[].class)
                        : refused(answer))
                .map(body -> AgentJson.MAPPER.readValue(body, EnrolmentResponse.class))
                .timeout(CALL_LIMIT);
    }

    /**
     * The lines of the command stream, which ends only with the connection.
     *
     * @param opened is told when the control plane has accepted, before the first line
     */
    Flux<String> commands(String credential, Runnable opened) {
        return client.get()
                .uri("/agent/v1/commands")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + credential)
                .accept(MediaType.APPLICATION_NDJSON)
                .exchangeToFlux(answer -> accepted(answer)
                        ? answer.bodyToFlux(String.class).doOnSubscribe(_ -> opened.run())
                        : this.<String>refused(answer).flux());
    }

    /**
     * A module's bytes, whose digest the caller checks.
     *
     * @param bytesMax more than this is an error
     */
    Mono<byte[]> firmware(String credential, String digest, int bytesMax) {
        return client.get()
                .uri("/agent/v1/firmware/" + digest)
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + credential)
                .exchangeToMono(answer -> accepted(answer)
                        ? DataBufferUtils.join(answer.bodyToFlux(DataBuffer.class), bytesMax)
                        : this.<DataBuffer>refused(answer))
                .map(Uplink::bytesOf)
                .timeout(DOWNLOAD_LIMIT);
    }

    Mono<Void> report(String credential, byte[] batch) {
        return client.post()
                .uri("/agent/v1/reports")
                .header(HttpHeaders.AUTHORIZATION, "Bearer " + credential)
                .contentType(MediaType.APPLICATION_JSON)
                .bodyValue(batch)
                .exchangeToMono(answer -> accepted(answer)
                        ? answer.releaseBody()
                        : this.<Void>refused(answer))
                .timeout(CALL_LIMIT);
    }

    private static boolean accepted(ClientResponse answer) {
        return answer.statusCode().is2xxSuccessful();
    }

    private <T> Mono<T> refused(ClientResponse answer) {
        HttpStatusCode status = answer.statusCode();
        return answer.bodyToMono(String.class)
                .onErrorReturn("")
                .defaultIfEmpty("")
                .flatMap(body -> Mono.error(new Refusal(status.value(), answer.request().getMethod()
                        + " " + answer.request().getURI() + " was answered with " + status.value()
                        + sentenceOf(body))));
    }

    /** What a problem (RFC 9457) says in words, else the body's beginning. */
    private static String sentenceOf(String body) {
        String words = body;
        try {
            var problem = AgentJson.MAPPER.readTree(body);
            words = problem.path("detail").asString(problem.path("title").asString(body));
        } catch (RuntimeException notJson) {
            // Proxies answer in HTML; its beginning is better than nothing.
        }
        if (words.isBlank()) {
            return "";
        }
        return ": " + words.substring(0, Math.min(words.length(), PROBLEM_CHARACTERS_MAX));
    }

    private static byte[] bytesOf(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }
}
