package dev.hostless.board;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class InboxTest {
    private final Inbox inbox = new Inbox();

    @Test
    void eventsComeOutInTheOrderInWhichTheyCame() {
        inbox.offer(new InputEvent.Interrupt(3));
        inbox.offer(new InputEvent.InputEnd());
        assertThat(inbox.hasEvents()).isTrue();
        assertThat(inbox.drain()).containsExactly(new InputEvent.Interrupt(3),
                new InputEvent.InputEnd());
        assertThat(inbox.hasEvents()).isFalse();
        assertThat(inbox.drain()).isEmpty();
    }

    @Test
    void aFullInboxRefusesEventsUntilItIsEmptied() {
        for (int i = 0; i < Inbox.EVENTS_MAX; i++) {
            assertThat(inbox.offer(new InputEvent.Interrupt(0))).isTrue();
        }
        assertThat(inbox.offer(new InputEvent.Interrupt(0))).isFalse();
        inbox.drain();
        assertThat(inbox.offer(new InputEvent.Interrupt(0))).isTrue();
    }

    @Test
    void bytesAreLimitedToo() {
        var most = new InputEvent.UartInput(new byte[InputEvent.UART_BYTES_MAX]);
        for (int i = 0; i < Inbox.BYTES_MAX / InputEvent.UART_BYTES_MAX; i++) {
            assertThat(inbox.offer(most)).isTrue();
        }
        assertThat(inbox.offer(new InputEvent.UartInput(new byte[1]))).isFalse();
    }

    @Test
    void aWaitEndsWithTheTimeOrWithAnEvent() throws InterruptedException {
        assertThat(inbox.await(1_000)).isFalse();
        inbox.offer(new InputEvent.InputEnd());
        assertThat(inbox.await(Long.MAX_VALUE)).isTrue();
    }

    @Test
    void theWishToStopStays() throws InterruptedException {
        inbox.stop();
        assertThat(inbox.stopped()).isTrue();
        assertThat(inbox.await(Long.MAX_VALUE)).isTrue();
    }
}
