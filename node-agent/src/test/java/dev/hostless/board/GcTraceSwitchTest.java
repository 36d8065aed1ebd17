package dev.hostless.board;

import dev.hostless.board.BoardSpec.GcTraceUse;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class GcTraceSwitchTest {
    private static BoardSpec spec(String debug, GcTraceUse use) {
        var environment = debug.isEmpty() ? Map.<String, String>of() : Map.of("GODEBUG", debug);
        return TestBoard.spec().withEnvironment(environment).withGcTrace(use);
    }

    @Test
    void theBoardAddsItsWishToTheUsersSettings() {
        var lines = GcTraceSwitch.of(spec("inittrace=1", GcTraceUse.OBSERVE), true);
        assertThat(lines.environment()).containsEntry("GODEBUG", "inittrace=1,gctrace=1");
        assertThat(lines.printed()).isTrue();
        assertThat(lines.shown()).isFalse();
    }

    @Test
    void linesThatTheUserAskedForStayInTheStream() {
        assertThat(GcTraceSwitch.of(spec("", GcTraceUse.SHOW), true).shown()).isTrue();
        var own = GcTraceSwitch.of(spec("gctrace=1", GcTraceUse.OBSERVE), true);
        assertThat(own.shown()).isTrue();
        assertThat(own.environment()).containsEntry("GODEBUG", "gctrace=1");
    }

    @Test
    void aUserWhoSwitchedThemOffIsObeyed() {
        var off = GcTraceSwitch.of(spec("gctrace=0", GcTraceUse.OBSERVE), true);
        assertThat(off.printed()).isFalse();
        assertThat(off.environment()).containsEntry("GODEBUG", "gctrace=0");
    }

    @Test
    void whatCannotBeObservedIsLeftAlone() {
        var lines = GcTraceSwitch.of(spec("", GcTraceUse.OBSERVE), false);
        assertThat(lines.environment()).isEmpty();
        assertThat(lines.printed()).isFalse();
    }
}
