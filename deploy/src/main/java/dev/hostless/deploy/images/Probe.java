package dev.hostless.deploy.images;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Asks the service in the same container how it is: the images have no shell and no HTTP client.
 * A plain socket, because an HTTP client would take longer to start than the question does.
 */
public final class Probe {

    private static final int LIMIT_MILLIS = 3_000;

    private Probe() {
    }

    /**
     * Exits with 0 when the answer's status is 200; else says what came instead and exits with 1.
     * The environment variable {@code SERVER_PORT} tells the port.
     *
     * @param arguments the path to ask for
     */
    public static void main(String[] arguments) {
        var port = System.getenv("SERVER_PORT");
        if (arguments.length != 1 || port == null || !port.matches("[0-9]{1,5}")) {
            System.out.println("wanted a path and a port in SERVER_PORT, got "
                    + arguments.length + " arguments and '" + port + "'");
            System.exit(64);
        }
        try {
            var answer = ask(Integer.parseInt(port), arguments[0]);
            if (!isOk(answer)) {
                System.out.println(answer);
                System.exit(1);
            }
        } catch (IOException silent) {
            System.out.println("no answer on port " + port + ": " + silent.getMessage());
            System.exit(1);
        }
    }

    static boolean isOk(String answer) {
        return answer.matches("(?s)HTTP/1\\.[01] 200 .*");
    }

    /** The whole answer, with its header. */
    static String ask(int port, String path) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                    LIMIT_MILLIS);
            socket.setSoTimeout(LIMIT_MILLIS);
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n"
                    + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
