package dev.hostless.cli;

import dev.hostless.cli.UpApi.NodeView;
import dev.hostless.preset.Preset;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Brings the sample firmware to a fleet that has none. */
final class UpSamples {

    /** Ordinary Go programs need some MiB; the C program runs on anything. */
    private static final long GO_RAM_BYTES = 8L << 20;
    private static final List<String> GO_PROGRAMS = List.of("weather-station", "hello",
            "gc-torture");
    private static final List<String> SMALL_PROGRAMS = List.of("c-tick");
    private static final Set<String> SETTLED = Set.of("Running", "Waiting", "Halted", "Trapped",
            "Faulted", "Refused");
    private static final Duration NODES_LIMIT = Duration.ofSeconds(60);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(250);

    private final UpHome home;
    private final UpData data;
    private final UpApi api;
    private final String agent;
    private final Consumer<String> tell;

    UpSamples(UpHome home, UpData data, UpApi api, String agent, Consumer<String> tell) {
        this.home = home;
        this.data = data;
        this.api = api;
        this.agent = agent;
        this.tell = tell;
    }

    /** Uploads all sample programs; the answer tells their digests by name. */
    Map<String, String> upload() throws IOException, InterruptedException {
        var digests = new LinkedHashMap<String, String>();
        for (var program : home.sampleFirmware().entrySet()) {
            try {
                digests.put(program.getKey(),
                        api.upload(program.getKey(), Files.readAllBytes(program.getValue())));
            } catch (UpRefusal unfit) {
                // Some samples are for boards that no preset describes, as with several cores.
                tell.accept("no node can run " + program.getKey() + ": " + unfit.getMessage());
            }
        }
        tell.accept("sample firmware is there: " + String.join(", ", digests.keySet()));
        return digests;
    }

    /** Waits until the agent's boards are known as nodes. */
    void awaitNodes(int boards) throws InterruptedException {
        await(NODES_LIMIT, nodes -> nodes.stream().filter(UpSamples::isPresent).count() >= boards);
        int found = (int) api.nodes(agent).stream().filter(UpSamples::isPresent).count();
        if (found < boards) {
            throw new UpFailure("wanted " + boards + " nodes of " + agent + ", only " + found
                    + " came within " + NODES_LIMIT.toSeconds() + " s");
        }
    }

    /** Gives each node a program that never had one: what was chosen since stays. */
    void assign(Preset preset, Map<String, String> digests)
            throws IOException, InterruptedException {
        var programs = new ArrayList<>(
                preset.ramBytes() < GO_RAM_BYTES ? SMALL_PROGRAMS : GO_PROGRAMS);
        programs.retainAll(digests.keySet());
        var provisioned = data.provisioned();
        int index = 0;
        for (var node : api.nodes(agent)) {
            if (!programs.isEmpty() && isPresent(node) && node.firmware() == null
                    && !provisioned.contains(node.name())) {
                var program = programs.get(index % programs.size());
                api.assign(node.name(), digests.get(program));
                tell.accept(node.name() + " gets " + program);
            }
            if (!provisioned.contains(node.name())) {
                data.addProvisioned(node.name());
            }
            index++;
        }
    }

    /**
     * Waits until each node that shall run something does, or has said why not.
     *
     * @param since what was reported before is that of an earlier agent
     */
    List<NodeView> awaitSettled(Instant since) throws InterruptedException {
        await(SETTLE_LIMIT, nodes -> nodes.stream().filter(UpSamples::isPresent)
                .allMatch(node -> node.firmware() == null
                        || node.inSync() && node.reportedAt().isAfter(since)
                                && SETTLED.contains(node.state())));
        return api.nodes(agent);
    }

    private static boolean isPresent(NodeView node) {
        return !node.state().equals("Lost");
    }

    private void await(Duration limit, Predicate<List<NodeView>> good)
            throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!good.test(api.nodes(agent)) && System.nanoTime() - end < 0) {
            Thread.sleep(POLL);
        }
    }
}
