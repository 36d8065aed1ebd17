package dev.hostless.agent;

import dev.hostless.agent.message.Report.Ack;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ActionMemoryTest {

    @Test
    void theAnswerIsTheOneThatWasGiven() {
        var memory = new ActionMemory(10);
        memory.remember(Ack.rejected("a-1", "no line 'uart7'"));
        assertThat(memory.answerTo("a-1")).contains(Ack.rejected("a-1", "no line 'uart7'"));
        assertThat(memory.answerTo("a-2")).isEmpty();
    }

    @Test
    void theOldestOnesAreForgotten() {
        var memory = new ActionMemory(ActionMemory.PROTOCOL_CAPACITY);
        for (int i = 0; i <= ActionMemory.PROTOCOL_CAPACITY; i++) {
            memory.remember(Ack.applied("a-" + i, i));
        }
        assertThat(memory.answerTo("a-0")).isEmpty();
        assertThat(memory.answerTo("a-1")).contains(Ack.applied("a-1", 1));
        assertThat(memory.answerTo("a-10000")).isPresent();
    }
}
