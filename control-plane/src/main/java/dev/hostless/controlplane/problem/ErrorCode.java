package dev.hostless.controlplane.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/** Every way in which a request can fail; the name is the body's {@code errorCode}. */
public enum ErrorCode {

    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be read"), INVALID_PARAMETER(
            HttpStatus.BAD_REQUEST,
            "A parameter has no usable value"), MALFORMED_SELECTOR(HttpStatus.BAD_REQUEST,
                    "The selector cannot be read"), EMPTY_FIRMWARE(HttpStatus.BAD_REQUEST,
                            "The firmware has no bytes"), UNAUTHENTICATED(HttpStatus.UNAUTHORIZED,
                                    "A valid bearer token is needed"), FORBIDDEN(
                                            HttpStatus.FORBIDDEN,
                                            "This token is for something else"), NOT_FOUND(
                                                    HttpStatus.NOT_FOUND,
                                                    "There is nothing here"), NODE_UNKNOWN(
                                                            HttpStatus.NOT_FOUND,
                                                            "No such node"), FIRMWARE_UNKNOWN(
                                                                    HttpStatus.NOT_FOUND,
                                                                    "No such firmware"), ACTION_UNKNOWN(
                                                                            HttpStatus.NOT_FOUND,
                                                                            "No such action"), METHOD_NOT_ALLOWED(
                                                                                    HttpStatus.METHOD_NOT_ALLOWED,
                                                                                    "This path has no such method"), NOT_ACCEPTABLE(
                                                                                            HttpStatus.NOT_ACCEPTABLE,
                                                                                            "No such representation"), AGENT_NAME_TAKEN(
                                                                                                    HttpStatus.CONFLICT,
                                                                                                    "Another agent has this name"), NODE_NAME_TAKEN(
                                                                                                            HttpStatus.CONFLICT,
                                                                                                            "A node of another agent has this name"), FIRMWARE_IN_USE(
                                                                                                                    HttpStatus.CONFLICT,
                                                                                                                    "The firmware is assigned"), PAYLOAD_TOO_LARGE(
                                                                                                                            HttpStatus.CONTENT_TOO_LARGE,
                                                                                                                            "The body is larger than allowed"), UNSUPPORTED_MEDIA_TYPE(
                                                                                                                                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                                                                                                                                    "No such content type here"), INVALID_FIRMWARE(
                                                                                                                                            HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                            "The firmware is not a valid module"), UNKNOWN_IMPORT(
                                                                                                                                                    HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                                    "No board offers an import of the firmware"), FIRMWARE_DOES_NOT_FIT(
                                                                                                                                                            HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                                            "The firmware's memory is larger than the board's"), FIRMWARE_AMBIGUOUS(
                                                                                                                                                                    HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                                                    "Several firmwares begin like this"), NO_NODE_MATCHES(
                                                                                                                                                                            HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                                                            "The selector matches no node"), TOO_MANY_NODES(
                                                                                                                                                                                    HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                                                                    "The selector matches too many nodes"), INVALID_FIELD(
                                                                                                                                                                                            HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                                                                            "A field has no usable value"), IDEMPOTENCY_KEY_REUSED(
                                                                                                                                                                                                    HttpStatus.UNPROCESSABLE_CONTENT,
                                                                                                                                                                                                    "This key was used for another request"), TOO_MANY_ACTIONS(
                                                                                                                                                                                                            HttpStatus.TOO_MANY_REQUESTS,
                                                                                                                                                                                                            "The node has too many open actions"), BUSY(
                                                                                                                                                                                                                    HttpStatus.SERVICE_UNAVAILABLE,
                                                                                                                                                                                                                    "Too much to do at the moment"), DATABASE_UNAVAILABLE(
                                                                                                                                                                                                                            HttpStatus.SERVICE_UNAVAILABLE,
                                                                                                                                                                                                                            "The database does not answer"), INTERNAL(
                                                                                                                                                                                                                                    HttpStatus.INTERNAL_SERVER_ERROR,
                                                                                                                                                                                                                                    "The control plane failed");

    private final HttpStatus status;
    private final String title;

    ErrorCode(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
    }

    public HttpStatus status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The problem's type: a name, not an address. */
    public String type() {
        return "urn:hostless:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
