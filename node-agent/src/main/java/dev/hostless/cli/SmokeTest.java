package dev.hostless.cli;

import dev.hostless.cli.UpApi.NodeView;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Asks an installation for its main job: the sample program hello is uploaded and assigned to a
 * node that has nothing to do, and has to speak on its UART. The node is switched off afterwards.
 * All of it goes through the API, from wherever the control plane can be reached.
 */
public final class SmokeTest implements Command {

    private static final String MODULE = "/dev/hostless/firmware/hello/firmware.wasm";
    private static final String GREETING = "hello from a board without an operating system";
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Set<String> AWAY = Set.of("Unreachable", "Lost");
    private static final int FAILED = 1;

    private final Terminal terminal;
    private @Nullable URI controlPlane;
    private @Nullable Path tokenFile;
    private String selector = "";
    private Duration limit = Duration.ofMinutes(3);

    SmokeTest(Terminal terminal) {
        this.terminal = terminal;
    }

    public static void main(String[] arguments) {
        var terminal = Terminal.system();
        System.exit(Hostless.execute(new SmokeTest(terminal), terminal, arguments));
    }

    @Override
    public Options options() {
        return new Options(0, """
                Runs the sample program hello on a node that has nothing to do.

                """, """

                Exit codes: 0, hello has spoken; 1, it has not; 64 for wrong arguments.
                """)
                .value("--control-plane", "URL", "Address of the control plane.",
                        value -> controlPlane = URI.create(value))
                .value("--token-file", "FILE", "Holds the operator's token.",
                        value -> tokenFile = Path.of(value))
                .value("--selector", "SELECTOR", "Of which nodes one is taken; all.",
                        value -> selector = value)
                .number("--limit", "SECONDS", "How long all of it may take; 180.",
                        value -> limit = Duration.ofSeconds(value));
    }

    @Override
    public int run(List<String> operands) throws Exception {
        var address = controlPlane;
        var file = tokenFile;
        if (address == null || file == null) {
            throw new UsageProblem("wanted --control-plane and --token-file");
        }
        try (var api = new UpApi(address, Files.readString(file).strip())) {
            return run(api, System.nanoTime() + limit.toNanos());
        } catch (UpFailure | IOException failure) {
            terminal.complain(String.valueOf(failure.getMessage()));
            return FAILED;
        }
    }

    private int run(UpApi api, long end) throws InterruptedException, IOException {
        var node = freeNode(api, end);
        if (node.isEmpty()) {
            return FAILED;
        }
        var name = node.get().name();
        var digest = api.upload("hello", module());
        terminal.print("%s is to run hello, %s%n".formatted(name, digest));
        // The console may still hold what an earlier hello has said.
        var mark = "smoke-" + UUID.randomUUID();
        try {
            api.assign(name, digest, List.of(mark));
            return hasSpoken(api, name, "arguments: [\"" + mark + "\"]", end) ? 0 : FAILED;
        } finally {
            api.switchOff(name);
        }
    }

    /** One that nothing is wanted of. Agents may still be on their way. */
    private Optional<NodeView> freeNode(UpApi api, long end) throws InterruptedException {
        List<NodeView> nodes = List.of();
        UpFailure away = null;
        do {
            try {
                nodes = api.select(selector);
                away = null;
            } catch (UpFailure notYet) {
                away = notYet;
            }
            var free = nodes.stream()
                    .filter(node -> node.firmware() == null && !AWAY.contains(node.state()))
                    .findFirst();
            if (free.isPresent()) {
                return free;
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() - end < 0);
        terminal.complain(away != null
                ? String.valueOf(away.getMessage())
                : "wanted a node that has nothing to do, found none among the " + nodes.size()
                        + " that match '" + selector + "'; switch one off");
        return Optional.empty();
    }

    private boolean hasSpoken(UpApi api, String node, String mark, long end)
            throws InterruptedException {
        long from = System.nanoTime();
        do {
            var said = api.console(node);
            if (said.contains(mark) && said.contains(GREETING)) {
                terminal.print("%s said: %s (after %d ms)%n".formatted(node, GREETING,
                        Duration.ofNanos(System.nanoTime() - from).toMillis()));
                return true;
            }
            Thread.sleep(PAUSE);
        } while (System.nanoTime() - end < 0);
        terminal.complain(node + " has not said '" + GREETING + "' within "
                + limit.toSeconds() + " s; it is " + api.node(node).words());
        return false;
    }

    private static byte[] module() throws IOException {
        try (InputStream in = SmokeTest.class.getResourceAsStream(MODULE)) {
            if (in == null) {
                throw new IllegalStateException("BUG: " + MODULE + " is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
