package dev.hostless.controlplane.access;

import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.ReactiveSecurityContextHolder;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Finds out who calls. An unknown token leaves the caller anonymous; the rules refuse it. */
public final class BearerTokenFilter implements WebFilter {

    private static final String SCHEME = "bearer ";
    private static final int MAX_TOKEN_CHARACTERS = 512;

    private final Tokens tokens;
    private final AgentCredentials credentials;

    public BearerTokenFilter(Tokens tokens, AgentCredentials credentials) {
        this.tokens = tokens;
        this.credentials = credentials;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var token = tokenOf(exchange);
        if (token == null) {
            return chain.filter(exchange);
        }
        // Not switchIfEmpty behind the chain: the chain's own result is empty too.
        return callerOf(token)
                .map(ReactiveSecurityContextHolder::withAuthentication)
                .defaultIfEmpty(reactor.util.context.Context.empty())
                .flatMap(context -> chain.filter(exchange).contextWrite(context));
    }

    private Mono<Caller> callerOf(String token) {
        var hash = Secrets.hash(token);
        if (tokens.isOperator(hash)) {
            return Mono.just(Caller.operator());
        }
        if (tokens.isJoin(hash)) {
            return Mono.just(Caller.joining());
        }
        return credentials.agentOf(hash).map(Caller::agent);
    }

    private static @Nullable String tokenOf(ServerWebExchange exchange) {
        var header = exchange.getRequest().getHeaders().getFirst(HttpHeaders.AUTHORIZATION);
        if (header == null || header.length() > MAX_TOKEN_CHARACTERS
                || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return null;
        }
        return header.substring(SCHEME.length()).strip();
    }
}
