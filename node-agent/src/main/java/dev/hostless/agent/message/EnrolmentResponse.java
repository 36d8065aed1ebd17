package dev.hostless.agent.message;

/** The credential for all further calls, which replaces earlier ones. */
public record EnrolmentResponse(String agent, String credential, int heartbeatSeconds) {

    public EnrolmentResponse {
        if (credential == null || credential.isBlank()) {
            throw new IllegalArgumentException("enrolment answer without a credential");
        }
        if (heartbeatSeconds < 1 || heartbeatSeconds > 3600) {
            throw new IllegalArgumentException(
                    "heartbeatSeconds of the enrolment answer is " + heartbeatSeconds
                            + ", wanted 1..3600");
        }
    }

    /** Without the credential. */
    @Override
    public String toString() {
        return "EnrolmentResponse[" + agent + "]";
    }
}
