package dev.hostless.controlplane.access;

import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import dev.hostless.controlplane.problem.ProblemWriter;
import java.util.Arrays;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.SecurityWebFiltersOrder;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** Which token opens which path. Nothing is open that is not named here. */
public final class AccessRules {

    private static final String[] PUBLIC = {
        "/actuator/health", "/actuator/health/**", "/v3/api-docs", "/v3/api-docs/**",
        "/v3/api-docs.yaml", "/swagger-ui.html", "/swagger-ui/**", "/webjars/**",
        "/", "/index.html", "/favicon.ico", "/assets/**", "/console/**"};

    /** Swagger UI brings its own styles along; it is somebody else's page. */
    private static final String[] FOREIGN_PAGES = {"/swagger-ui", "/webjars"};

    /** The page shows what boards say: nothing of that is run, and nothing is fetched elsewhere. */
    private static final String PAGE_POLICY = "default-src 'none'; script-src 'self'; "
            + "style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'none'; frame-ancestors 'none'";

    private AccessRules() {
    }

    /** Tokens travel in a header that no browser adds by itself, so there is nothing to forge. */
    public static SecurityWebFilterChain chain(
            ServerHttpSecurity security, BearerTokenFilter tokens, ProblemWriter problems) {
        return security
                .csrf(ServerHttpSecurity.CsrfSpec::disable)
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .requestCache(ServerHttpSecurity.RequestCacheSpec::disable)
                .headers(headers -> headers.writer(AccessRules::restrictPage))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .addFilterAt(tokens, SecurityWebFiltersOrder.AUTHENTICATION)
                .authorizeExchange(rules -> rules
                        .pathMatchers(HttpMethod.GET, PUBLIC).permitAll()
                        .pathMatchers(HttpMethod.HEAD, PUBLIC).permitAll()
                        .pathMatchers("/agent/v1/enrolments").hasAuthority(Caller.JOINING)
                        .pathMatchers("/agent/**").hasAuthority(Caller.AGENT)
                        .anyExchange().hasAuthority(Caller.OPERATOR))
                .exceptionHandling(errors -> errors
                        .authenticationEntryPoint(
                                (exchange, _) -> problems.write(exchange, unauthenticated()))
                        .accessDeniedHandler(
                                (exchange, _) -> problems.write(exchange, forbidden(exchange))))
                .build();
    }

    /** What the firewall stops before any rule is asked: control characters in a path, and such. */
    public static ServerExchangeRejectedHandler rejected(ProblemWriter problems) {
        return (exchange, rejection) -> problems.write(exchange, new ProblemException(
                ErrorCode.MALFORMED_REQUEST, rejection.getMessage()));
    }

    private static Mono<Void> restrictPage(ServerWebExchange exchange) {
        var path = exchange.getRequest().getPath().value();
        if (Arrays.stream(FOREIGN_PAGES).noneMatch(path::startsWith)) {
            var headers = exchange.getResponse().getHeaders();
            headers.set("Content-Security-Policy", PAGE_POLICY);
            headers.set("Referrer-Policy", "no-referrer");
        }
        return Mono.empty();
    }

    private static ProblemException unauthenticated() {
        return new ProblemException(
                ErrorCode.UNAUTHENTICATED,
                "wanted the header 'Authorization: Bearer TOKEN' with a valid token");
    }

    private static ProblemException forbidden(ServerWebExchange exchange) {
        var path = exchange.getRequest().getPath().value();
        var wanted = path.equals("/agent/v1/enrolments")
                ? "the join token"
                : path.startsWith("/agent/") ? "an agent's credential" : "an operator's token";
        return new ProblemException(ErrorCode.FORBIDDEN, path + " wants " + wanted);
    }
}
