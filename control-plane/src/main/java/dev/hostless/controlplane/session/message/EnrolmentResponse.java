package dev.hostless.controlplane.session.message;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;

/** What an enrolled agent goes on with. The credential is shown only here. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EnrolmentResponse(String agent, String credential, long heartbeatSeconds) {

    /** Without the credential. */
    @Override
    public String toString() {
        return "EnrolmentResponse[" + agent + "]";
    }
}
