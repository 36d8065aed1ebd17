package dev.hostless.agent;

import dev.hostless.agent.message.Report.Ack;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * What the latest actions were answered with, so that an action that is sent twice is applied
 * once. It lives as long as the process: a board dies with it, and so does what an action had
 * done to that board.
 */
final class ActionMemory {

    /** As the protocol says; about 2 MB at the most. */
    static final int PROTOCOL_CAPACITY = 10_000;

    private final int capacity;
    private final LinkedHashMap<String, Ack> answers = new LinkedHashMap<>();

    ActionMemory(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity of " + capacity + ", wanted 1 or more");
        }
        this.capacity = capacity;
    }

    synchronized Optional<Ack> answerTo(String id) {
        return Optional.ofNullable(answers.get(id));
    }

    synchronized void remember(Ack ack) {
        answers.put(ack.id(), ack);
        if (answers.size() > capacity) {
            answers.pollFirstEntry();
        }
    }
}
