package dev.hostless.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class UpPortsTest {

    @Test
    void aTakenPortIsRefusedByNumber() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> UpPorts.requireFree(port)).isInstanceOf(UpFailure.class)
                    .hasMessageContaining("port " + port + " of localhost is taken")
                    .hasMessageContaining("--port");
            assertThat(UpPorts.freeAfter(port - 1)).isNotEqualTo(port);
        }
    }
}
