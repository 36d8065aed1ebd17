package dev.hostless.cli;

import dev.hostless.preset.Preset;
import dev.hostless.preset.Presets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code hostless up}: a whole fleet lab on this machine, in processes of its own. */
final class UpCommand implements Command {

    private static final String AGENT = "agent-1";
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration PROGRESS = Duration.ofSeconds(5);
    private static final int LOG_LINES_SHOWN = 20;
    private static final Duration AGENT_STOP_LIMIT = Duration.ofSeconds(15);
    private static final Duration CONTROL_PLANE_STOP_LIMIT = Duration.ofSeconds(20);
    private static final long LOG_BYTES_MAX = 10L << 20;
    private static final int LOGS_KEPT = 3;
    /** What compiled guest code and the embedded libraries need of the JVM. */
    private static final List<String> JVM_FLAGS = List.of(
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow",
            "-XX:+ExitOnOutOfMemoryError", "-XX:C1MaxInlineSize=40",
            "-XX:-ClipInlining");

    private final Terminal terminal;
    private int boards = 3;
    private @Nullable String presetName;
    private int port = 8080;
    private @Nullable Path dataDirectory;
    private String pace = "real";

    private volatile boolean signalled;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private @Nullable UpService controlPlane;
    private @Nullable UpService agent;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Options options() {
        return new Options(0, """
                usage: hostless up [OPTIONS]

                Starts the control plane, one agent and the sample firmware on this machine,
                prints address and token, and stops all of it on Ctrl-C.
                """, "").number("--boards", "N", """
                boards that the agent hosts, 1 to 10000 (default: 3)""",
                value -> boards = within("--boards", value, 10_000)).value("--preset", "NAME", """
                        kind of all boards (default: the standard one, go-64m)""",
                        value -> presetName = value)
                .number("--port", "PORT", """
                        of the control plane on localhost (default: 8080)""",
                        value -> port = within("--port", value, 65_535))
                .value("--data", "DIR", """
                        database, tokens and logs (default: .hostless beside ./hostless)""",
                        value -> dataDirectory = Path.of(value))
                .value("--pace", "real|max", """
                        board time follows the clock, or runs as fast as it can
                        (default: real)""", value -> pace = value);
    }

    private static int within(String option, long value, int largest) {
        if (value < 1 || value > largest) {
            throw new UsageProblem(option + ": wanted 1 to " + largest + ", got " + value);
        }
        return (int) value;
    }

    @Override
    public int run(List<String> operands) throws IOException {
        var preset = checkedPreset();
        try {
            var home = UpHome.find();
            UpPorts.requireFree(port);
            var directory = dataDirectory == null
                    ? home.root().resolve(".hostless")
                    : dataDirectory;
            try (var data = UpData.open(directory, port)) {
                Runtime.getRuntime().addShutdownHook(new Thread(this::signalled, "up-stop"));
                run(home, data, preset);
            } finally {
                stop();
            }
            return 0;
        } catch (InterruptedException stop) {
            return ExitCode.INTERRUPTED;
        } catch (UpFailure failure) {
            if (signalled) {
                // Whatever failed, it failed because the services are being stopped.
                return ExitCode.INTERRUPTED;
            }
            terminal.complain("up: " + failure.getMessage());
            return 1;
        }
    }

    private Preset checkedPreset() {
        if (!pace.equals("real") && !pace.equals("max")) {
            throw new UsageProblem("--pace: wanted real or max, got '" + pace + "'");
        }
        var presets = Presets.load();
        try {
            return presetName == null ? presets.standard() : presets.named(presetName);
        } catch (IllegalArgumentException unknown) {
            throw new UsageProblem("--preset: " + unknown.getMessage());
        }
    }

    private void run(UpHome home, UpData data, Preset preset)
            throws IOException, InterruptedException {
        var begin = Instant.now();
        tell("data and logs are in " + data.path());
        var address = URI.create("http://localhost:" + port);
        var first = controlPlane(home, data);
        controlPlane = first;
        start(first, "control plane", address);
        int agentPort = UpPorts.freeAfter(port);
        var agentAddress = URI.create("http://localhost:" + agentPort);
        var second = agent(home, data, preset, agentPort);
        agent = second;
        start(second, "agent", agentAddress);
        try (var api = new UpApi(address, data.secret("token"))) {
            var samples = new UpSamples(home, data, api, AGENT, this::tell);
            var digests = samples.upload();
            samples.awaitNodes(boards);
            samples.assign(preset, digests);
            var nodes = samples.awaitSettled(begin);
            new UpSummary(address, agentAddress, data, digests, nodes).print(terminal.writer());
        }
        stopped.await();
    }

    private UpService controlPlane(UpHome home, UpData data) {
        var command = java(home, home.controlPlaneClassPath(),
                "dev.hostless.controlplane.ControlPlane");
        command.add("--server.address=127.0.0.1");
        command.add("--server.port=" + port);
        command.add("--hostless.data-directory=" + data.path());
        return service("control-plane", command, data);
    }

    private UpService agent(UpHome home, UpData data, Preset preset, int agentPort) {
        var command = java(home, home.agentClassPath(), "dev.hostless.agent.NodeAgent");
        command.add("--server.address=127.0.0.1");
        command.add("--server.port=" + agentPort);
        command.add("--hostless.agent.name=" + AGENT);
        command.add("--hostless.agent.control-plane=http://localhost:" + port);
        command.add("--hostless.agent.join-token-file=" + data.path().resolve("join-token"));
        command.add("--hostless.agent.boards=" + boards);
        command.add("--hostless.agent.preset=" + preset.name());
        command.add("--hostless.agent.pace=" + pace);
        command.add("--hostless.agent.data-directory=" + data.path().resolve(AGENT));
        return service("agent", command, data);
    }

    private static List<String> java(UpHome home, String classPath, String main) {
        var command = new ArrayList<>(List.of(home.java().toString()));
        command.addAll(JVM_FLAGS);
        command.addAll(List.of("-cp", classPath, UpChild.class.getName(), main));
        return command;
    }

    private UpService service(String name, List<String> command, UpData data) {
        return new UpService(name, command, data.path(),
                new UpLog(data.log(name), LOG_BYTES_MAX, LOGS_KEPT), this::tell);
    }

    private void start(UpService service, String what, URI address) throws InterruptedException {
        long begin = System.nanoTime();
        long told = begin;
        tell("starting the " + what + " at " + address);
        service.start();
        while (!UpApi.isHealthy(address)) {
            long now = System.nanoTime();
            if (stopped.getCount() == 0) {
                throw new InterruptedException("stopped while starting");
            }
            if (!service.isAlive()) {
                throw new UpFailure("the " + what + " did not start; the end of "
                        + service.log().file() + ":\n"
                        + String.join("\n", service.log().tail(LOG_LINES_SHOWN)));
            }
            if (now - begin > START_LIMIT.toNanos()) {
                throw new UpFailure("the " + what + " was not ready after "
                        + START_LIMIT.toSeconds() + " s; see " + service.log().file());
            }
            if (now - told > PROGRESS.toNanos()) {
                told = now;
                tell("  waiting for the " + what + ", " + Duration.ofNanos(now - begin).toSeconds()
                        + " s");
            }
            Thread.sleep(Duration.ofMillis(200));
        }
        service.keepAlive();
        tell("the %s is ready after %.1f s".formatted(what, (System.nanoTime() - begin) / 1e9));
    }

    private void signalled() {
        signalled = true;
        stop();
    }

    /** Ends the agent first, so that its last reports arrive. Also called by the shutdown hook. */
    private synchronized void stop() {
        if (stopped.getCount() == 0) {
            return;
        }
        stopped.countDown();
        Stream.of(agent, controlPlane).filter(Objects::nonNull).forEach(UpService::letDie);
        if (agent != null) {
            tell("stopping the agent");
            agent.stop(AGENT_STOP_LIMIT);
        }
        if (controlPlane != null) {
            tell("stopping the control plane");
            controlPlane.stop(CONTROL_PLANE_STOP_LIMIT);
        }
        if (controlPlane != null) {
            tell("stopped");
        }
    }

    private synchronized void tell(String line) {
        terminal.print("hostless up: " + line + "\n");
    }
}
