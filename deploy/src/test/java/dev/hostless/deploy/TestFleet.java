package dev.hostless.deploy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A running fleet on whose boards everything happens that dashboards show: collections in the node
 * and in the guest, interrupts, missed ticks, resets and traps.
 */
record TestFleet(RunningFleet services, Board motor, Board rebuilt, Board torture, Board ticker,
        Board trapping, Optional<Board> tickingGo) implements AutoCloseable {
    private static final Path FIRMWARE = Path.of("src", "test", "firmware");
    private static final int BOARDS = 7;
    private static final long BUILD_LIMIT_MINUTES = 5;

    /** A module whose _start is an unreachable instruction. */
    private static final byte[] TRAPS = HexFormat.ofDelimiter(" ").parseHex(
            "00 61 73 6d 01 00 00 00 01 04 01 60 00 00 03 02 01 00 05 03 01 00 01 07 13 02 06 6d"
                    + " 65 6d 6f 72 79 02 00 06 5f 73 74 61 72 74 00 00 0a 05 01 03 00 00 0b");

    /** A section that only tools look at: it makes another digest of the same program. */
    private static final byte[] CUSTOM_SECTION = {0, 6, 5, 'b', 'u', 'i', 'l', 'd'};

    /** @param firmware the label of its figures */
    record Board(String node, String program, String firmware) {
    }

    static TestFleet start(Path data) throws Exception {
        var services = RunningFleet.start(data, BOARDS);
        try {
            return furnish(services, data);
        } catch (Exception | Error failed) {
            services.close();
            throw failed;
        }
    }

    private static TestFleet furnish(RunningFleet services, Path data) throws Exception {
        services.upload("motor-rebuilt", motorRebuilt());
        services.upload("ticker", Files.readAllBytes(FIRMWARE.resolve("ticker/firmware.wasm")));
        services.upload("trapping", TRAPS);
        var motor = run(services, 1, "motor-2khz", "-for", "10h");
        var rebuilt = run(services, 2, "motor-rebuilt", "-for", "10h", "-live", "4000000");
        var torture = run(services, 3, "gc-torture", "-rounds", "1000000");
        var ticker = run(services, 4, "ticker");
        services.assignUntil(List.of("Trapped"), "agent-1-5", "trapping");
        var trapping = new Board("agent-1-5", "trapping", services.firmware("trapping"));
        var module = buildTickingGo(data);
        if (module.isPresent()) {
            services.upload("tick-and-gc", module.get());
        }
        var ticking = module.isPresent()
                ? Optional.of(run(services, 6, "tick-and-gc"))
                : Optional.<Board>empty();
        return new TestFleet(services, motor, rebuilt, torture, ticker, trapping, ticking);
    }

    private static Board run(RunningFleet services, int index, String program,
            String... arguments) throws Exception {
        var node = "agent-1-" + index;
        services.assign(node, program, arguments);
        return new Board(node, program, services.firmware(program));
    }

    private static byte[] motorRebuilt() throws IOException {
        var module = new ByteArrayOutputStream();
        module.write(Files.readAllBytes(
                RunningFleet.HOME.resolve("deploy/firmware/motor-2khz/firmware.wasm")));
        module.write(CUSTOM_SECTION);
        return module.toByteArray();
    }

    /** Go's own pauses on a board with a tick, where there is a Go 1.26 to build it with. */
    private static Optional<byte[]> buildTickingGo(Path data) throws Exception {
        var go = command("go", "env", "GOVERSION");
        if (go.isEmpty() || !go.get().startsWith("go1.26")) {
            return Optional.empty();
        }
        var module = data.resolve("tick-and-gc.wasm");
        var built = command(RunningFleet.HOME.resolve("hostless").toString(), "go", "build", "-o",
                module.toString(), ".");
        if (built.isEmpty() || !Files.exists(module)) {
            throw new IllegalStateException("hostless go build: " + built.orElse("not started"));
        }
        return Optional.of(Files.readAllBytes(module));
    }

    /** What it prints, or nothing where there is no such command. */
    private static Optional<String> command(String... words) throws Exception {
        var builder = new ProcessBuilder(words).redirectErrorStream(true)
                .directory(FIRMWARE.resolve("tick-and-gc").toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("HOSTLESS_BUILT", RunningFleet.HOME.toString());
        Process process;
        try {
            process = builder.start();
        } catch (IOException missing) {
            return Optional.empty();
        }
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(BUILD_LIMIT_MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new IllegalStateException(String.join(" ", words) + " did not end: " + output);
        }
        return Optional.of(output);
    }

    List<Board> boards() {
        return Stream.concat(Stream.of(motor, rebuilt, torture, ticker, trapping),
                tickingGo.stream()).toList();
    }

    /** A counter that Prometheus has seen grows. */
    void trapAgain() throws Exception {
        services.post("/api/v1/nodes/" + trapping.node() + "/reset", "{}");
    }

    @Override
    public void close() {
        services.close();
    }
}
