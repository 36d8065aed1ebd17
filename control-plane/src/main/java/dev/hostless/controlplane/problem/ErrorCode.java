package dev.hostless.controlplane.problem;

import java.util.Locale;

import org.springframework.http.HttpStatus;

/** Every way in which a request can fail; the name is the body's {@code errorCode}. */
public enum ErrorCode {

    // @formatter:off
    MALFORMED_REQUEST(400, "The request cannot be read"),
    INVALID_PARAMETER(400, "A parameter has no usable value"),
    MALFORMED_SELECTOR(400, "The selector cannot be read"),
    EMPTY_FIRMWARE(400, "The firmware has no bytes"),
    UNAUTHENTICATED(401, "A valid bearer token is needed"),
    FORBIDDEN(403, "This token is for something else"),
    NOT_FOUND(404, "There is nothing here"),
    NODE_UNKNOWN(404, "No such node"),
    FIRMWARE_UNKNOWN(404, "No such firmware"),
    HEAP_UNKNOWN(404, "No map of this heap"),
    ACTION_UNKNOWN(404, "No such action"),
    METHOD_NOT_ALLOWED(405, "This path has no such method"),
    NOT_ACCEPTABLE(406, "No such representation"),
    AGENT_NAME_TAKEN(409, "Another agent has this name"),
    NODE_NAME_TAKEN(409, "A node of another agent has this name"),
    FIRMWARE_IN_USE(409, "The firmware is assigned"),
    PAYLOAD_TOO_LARGE(413, "The body is larger than allowed"),
    UNSUPPORTED_MEDIA_TYPE(415, "No such content type here"),
    INVALID_FIRMWARE(422, "The firmware is not a valid module"),
    UNKNOWN_IMPORT(422, "No board offers an import of the firmware"),
    FIRMWARE_DOES_NOT_FIT(422, "The firmware's memory is larger than the board's"),
    FIRMWARE_AMBIGUOUS(422, "Several firmwares begin like this"),
    NO_NODE_MATCHES(422, "The selector matches no node"),
    TOO_MANY_NODES(422, "The selector matches too many nodes"),
    INVALID_FIELD(422, "A field has no usable value"),
    IDEMPOTENCY_KEY_REUSED(422, "This key was used for another request"),
    TOO_MANY_ACTIONS(429, "The node has too many open actions"),
    BUSY(503, "Too much to do at the moment"),
    DATABASE_UNAVAILABLE(503, "The database does not answer"),
    INTERNAL(500, "The control plane failed");
    // @formatter:on

    private final HttpStatus status;
    private final String title;

    ErrorCode(int status, String title) {
        this.status = HttpStatus.valueOf(status);
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
