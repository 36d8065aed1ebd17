package dev.hostless.controlplane.problem;

import io.r2dbc.spi.R2dbcNonTransientResourceException;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.http.HttpStatusCode;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.MissingRequestValueException;
import org.springframework.web.server.NotAcceptableStatusException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.ServerWebInputException;
import org.springframework.web.server.UnsupportedMediaTypeStatusException;
import reactor.core.publisher.Mono;
import tools.jackson.core.JacksonException;

/** Turns whatever a request ended with into a problem. */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ProblemHandler implements ErrorWebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    private final ProblemWriter writer;

    public ProblemHandler(ProblemWriter writer) {
        this.writer = writer;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable error) {
        if (exchange.getResponse().isCommitted()) {
            return Mono.error(error);
        }
        var problem = problemOf(error);
        if (problem.code() == ErrorCode.INTERNAL) {
            var request = exchange.getRequest();
            log.error("{} {} failed", request.getMethod(), request.getPath(), error);
        }
        return writer.write(exchange, problem);
    }

    /** What an error means to the caller. */
    public static ProblemException problemOf(Throwable error) {
        return switch (error) {
            case ProblemException problem -> problem;
            case MethodNotAllowedException wrong -> new ProblemException(
                    ErrorCode.METHOD_NOT_ALLOWED,
                    wrong.getHttpMethod() + " is not one of " + wrong.getSupportedMethods());
            case NotAcceptableStatusException wrong -> new ProblemException(
                    ErrorCode.NOT_ACCEPTABLE,
                    "wanted one of " + wrong.getSupportedMediaTypes());
            case UnsupportedMediaTypeStatusException wrong -> new ProblemException(
                    ErrorCode.UNSUPPORTED_MEDIA_TYPE,
                    "got " + wrong.getContentType() + ", wanted one of "
                            + wrong.getSupportedMediaTypes());
            case MissingRequestValueException missing -> new ProblemException(
                    ErrorCode.INVALID_PARAMETER,
                    "the " + missing.getLabel() + " '" + missing.getName() + "' is missing");
            case ServerWebInputException input -> inputProblem(input);
            case DataBufferLimitException large -> new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "a JSON body has at most 4 MiB");
            case DecodingException decoding -> malformed(decoding);
            case ResponseStatusException status -> statusProblem(status.getStatusCode());
            case DataAccessResourceFailureException unavailable -> databaseUnavailable();
            case CannotCreateTransactionException unavailable -> databaseUnavailable();
            case QueryTimeoutException slow -> databaseUnavailable();
            case R2dbcTransientResourceException unavailable -> databaseUnavailable();
            case R2dbcNonTransientResourceException unavailable -> databaseUnavailable();
            case RejectedExecutionException full -> new ProblemException(
                    ErrorCode.BUSY, "the queue for this work is full; try again");
            default -> new ProblemException(
                    ErrorCode.INTERNAL, "an unexpected error was logged by the control plane");
        };
    }

    private static ProblemException databaseUnavailable() {
        return new ProblemException(
                ErrorCode.DATABASE_UNAVAILABLE, "PostgreSQL cannot be reached; try again");
    }

    private static ProblemException inputProblem(ServerWebInputException input) {
        var parameter = input.getMethodParameter();
        for (Throwable cause = input; cause != null; cause = cause.getCause()) {
            if (cause instanceof DataBufferLimitException large) {
                return problemOf(large);
            }
            if (cause instanceof DecodingException decoding) {
                return malformed(decoding);
            }
            if (cause instanceof org.springframework.beans.TypeMismatchException mismatch) {
                var wanted = mismatch.getRequiredType();
                return new ProblemException(
                        ErrorCode.INVALID_PARAMETER,
                        (parameter == null ? "a parameter" : parameter.getParameterName())
                                + ": wanted " + (wanted == null ? "a value" : nameOf(wanted))
                                + ", got '" + mismatch.getValue() + "'");
            }
        }
        var reason = input.getReason();
        return new ProblemException(
                ErrorCode.MALFORMED_REQUEST, reason == null ? "the input is not usable" : reason);
    }

    private static String nameOf(Class<?> type) {
        if (type == int.class || type == Integer.class) {
            return "a 32-bit integer";
        }
        if (type == long.class || type == Long.class) {
            return "a 64-bit integer";
        }
        return type.getSimpleName();
    }

    private static ProblemException malformed(DecodingException decoding) {
        for (Throwable cause = decoding; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
            if (cause instanceof JacksonException jackson) {
                return jsonProblem(jackson);
            }
        }
        return new ProblemException(ErrorCode.MALFORMED_REQUEST, "the body cannot be read");
    }

    private static ProblemException jsonProblem(JacksonException jackson) {
        for (Throwable cause = jackson; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProblemException problem) {
                return problem;
            }
        }
        var location = jackson.getLocation();
        var text = "JSON: " + placeOf(jackson)
        // What Jackson advises programmers is no use to callers.
                + jackson.getOriginalMessage().replaceFirst(" \\(set [^)]*\\)", "");
        if (location == null || location.getLineNr() < 0) {
            return new ProblemException(ErrorCode.MALFORMED_REQUEST, text);
        }
        return new ProblemException(
                ErrorCode.MALFORMED_REQUEST,
                text + " at line " + location.getLineNr() + ", column " + location.getColumnNr(),
                Map.of("line", location.getLineNr(), "column", location.getColumnNr()));
    }

    /** Which field, for instance {@code boards[0].ramBytes: }; nothing where it is not in one. */
    private static String placeOf(JacksonException jackson) {
        var place = new StringBuilder();
        for (var step : jackson.getPath()) {
            if (step.getPropertyName() == null) {
                place.append('[').append(step.getIndex()).append(']');
            } else {
                place.append(place.isEmpty() ? "" : ".").append(step.getPropertyName());
            }
        }
        return place.isEmpty() ? "" : place + ": ";
    }

    private static ProblemException statusProblem(HttpStatusCode status) {
        return switch (status.value()) {
            case 404 -> new ProblemException(
                    ErrorCode.NOT_FOUND, "no resource has this path; see /swagger-ui.html");
            case 413 -> new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE, "the body is larger than allowed");
            case 400 -> new ProblemException(
                    ErrorCode.MALFORMED_REQUEST, "the request cannot be read");
            case 503 -> new ProblemException(ErrorCode.BUSY, "try again");
            default -> new ProblemException(
                    ErrorCode.INTERNAL, "the request ended with status " + status.value());
        };
    }
}
