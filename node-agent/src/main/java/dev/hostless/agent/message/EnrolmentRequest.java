package dev.hostless.agent.message;

import java.util.List;
import java.util.Map;

/**
 * What an agent says of itself when it asks for a credential.
 *
 * @param key proves to be the same agent when it enrols again under its name
 * @param engineSemantics version of the engine's rules; recordings of another one do not replay
 */
public record EnrolmentRequest(String agent, String key, String version, int engineSemantics,
        List<OfferedBoard> boards) {

    /** A board that the agent hosts; the control plane makes a node of it. */
    public record OfferedBoard(String name, String preset, long ramBytes, long clockHz,
            Map<String, String> labels) {
    }

    /** Without the key: frameworks write what they decode into their log. */
    @Override
    public String toString() {
        return "EnrolmentRequest[" + agent + "]";
    }
}
