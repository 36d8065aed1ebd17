package dev.hostless.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of this machine's loopback interface, where all that {@code up} starts listens. */
final class UpPorts {

    private static final int NEIGHBOURS = 20;

    private UpPorts() {
    }

    /** @throws UpFailure when the operator's port cannot be had */
    static void requireFree(int port) {
        try {
            bind(port);
        } catch (IOException taken) {
            throw new UpFailure("port " + port + " of localhost is taken (" + taken.getMessage()
                    + "); stop what listens there, or choose another with --port PORT", taken);
        }
    }

    /** A free port, near the given one if there is any. */
    static int freeAfter(int port) {
        for (int next = port + 1; next <= Math.min(port + NEIGHBOURS, 65_535); next++) {
            try {
                return bind(next);
            } catch (IOException taken) {
                // The next one may be free.
            }
        }
        try {
            return bind(0);
        } catch (IOException none) {
            throw new UpFailure("no free port on localhost: " + none.getMessage(), none);
        }
    }

    private static int bind(int port) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return socket.getLocalPort();
        }
    }
}
