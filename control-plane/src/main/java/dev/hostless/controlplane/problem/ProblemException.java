package dev.hostless.controlplane.problem;

import java.util.Map;

/** Ends a request with a problem. It is an answer, so it carries no stack trace. */
public final class ProblemException extends RuntimeException {

    private final ErrorCode code;
    private final transient Map<String, Object> properties;

    public ProblemException(ErrorCode code, String detail) {
        this(code, detail, Map.of());
    }

    /** @param properties further members of the body, for programs */
    public ProblemException(ErrorCode code, String detail, Map<String, Object> properties) {
        super(detail, null, false, false);
        this.code = code;
        this.properties = properties;
    }

    public ErrorCode code() {
        return code;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    public Map<String, Object> properties() {
        return properties;
    }
}
