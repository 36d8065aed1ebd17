package dev.hostless.agent;

/** What a line of a structured log is found by, beside its message. */
final class LogKeys {

    static final String NODE = "hostless.node";
    static final String FIRMWARE = "hostless.firmware";
    static final String REVISION = "hostless.revision";

    private LogKeys() {
    }
}
