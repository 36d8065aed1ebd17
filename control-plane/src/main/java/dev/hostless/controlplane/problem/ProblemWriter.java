package dev.hostless.controlplane.problem;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Writes RFC 9457 bodies: type, title, status, detail, instance, errorCode, and what helps. */
public final class ProblemWriter {

    private final JsonMapper json;

    public ProblemWriter(JsonMapper json) {
        this.json = json;
    }

    public Mono<Void> write(ServerWebExchange exchange, ProblemException problem) {
        var response = exchange.getResponse();
        var code = problem.code();
        response.setStatusCode(code.status());
        var headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_PROBLEM_JSON);
        headers.setCacheControl("no-store");
        switch (code) {
            case UNAUTHENTICATED -> headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            case BUSY, TOO_MANY_ACTIONS, DATABASE_UNAVAILABLE ->
                headers.set(HttpHeaders.RETRY_AFTER, "5");
            // The rest of the body is not wanted; the connection cannot be used again.
            case PAYLOAD_TOO_LARGE -> headers.set(HttpHeaders.CONNECTION, "close");
            default -> {
                // The body says it all.
            }
        }
        if (exchange.getRequest().getMethod() == HttpMethod.HEAD) {
            return response.setComplete();
        }
        var bytes = json.writeValueAsBytes(body(exchange, problem));
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(bytes)));
    }

    private static Map<String, Object> body(
            ServerWebExchange exchange, ProblemException problem) {
        var body = new LinkedHashMap<String, Object>();
        body.put("type", problem.code().type());
        body.put("title", problem.code().title());
        body.put("status", problem.code().status().value());
        body.put("detail", problem.detail());
        body.put("instance", exchange.getRequest().getPath().value());
        body.put("errorCode", problem.code().name());
        body.putAll(problem.properties());
        return body;
    }
}
