package dev.hostless.agent;

import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.BoardState;
import dev.hostless.board.HeapReport;
import dev.hostless.preset.Preset;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the boards of this agent do, by fleet, firmware and preset, and for some nodes by node. All
 * is read when somebody scrapes; only histograms grow as their values come. Bounded: firmware
 * beyond {@link #FIRMWARE_MAX} shares the label "other", and a node's series go with what it ran.
 */
final class BoardMeters implements MultiCollector {

    static final int FIRMWARE_MAX = 50;
    /** The nodes of an agent without the label. */
    private static final String DEFAULT_FLEET = "default";

    /** Boards of the same firmware. */
    private static final class Group {
        private final BoardGroup labels;
        /** What boots did that are over. */
        private final Figures earlier = new Figures();
        private int nodes;

        Group(BoardGroup labels) {
            this.labels = labels;
        }
    }

    /** A boot that is under way. */
    private record Running(BootMeters meters, Supplier<BoardSnapshot> snapshot,
            Supplier<Optional<HeapReport>> heap) {
        Figures figures(boolean running) {
            return meters.figures(snapshot.get(), heap.get(), running);
        }
    }

    /** One board: what it runs, told by its runner. */
    final class Node {
        private final String name;
        private final Optional<String> series;
        private String firmware = BoardGroup.NONE;
        private Group group = joined(firmware);
        private Figures earlier = new Figures();
        private Optional<Running> boot = Optional.empty();
        private String state = StateWords.off(null).name();

        private Node(String name, boolean hasSeries) {
            this.name = name;
            series = hasSeries ? Optional.of(name) : Optional.empty();
        }

        /** A boot begins, and there are figures of it. */
        void boots(BootMeters meters, Supplier<BoardSnapshot> snapshot,
                Supplier<Optional<HeapReport>> heap) {
            synchronized (BoardMeters.this) {
                boot = Optional.of(new Running(meters, snapshot, heap));
            }
        }

        /**
         * From now on the board is meant to run this.
         *
         * @param digest null: it is meant to be off
         */
        void wants(@Nullable String digest) {
            synchronized (BoardMeters.this) {
                moveTo(digest == null ? BoardGroup.NONE : BoardGroup.shortened(digest));
            }
        }

        /** The meters of a boot of it, which begins soon. */
        BootMeters nextBoot() {
            synchronized (BoardMeters.this) {
                return new BootMeters(preset.clockHz(), preset.ramBytes(),
                        histograms.recorder(group.labels, series));
            }
        }

        /** The boot is over, and its last figures can be read. */
        void ended() {
            synchronized (BoardMeters.this) {
                var last = figures(false);
                if (boot.isPresent()
                        && boot.get().snapshot().get().state() instanceof BoardState.Trapped) {
                    last.add(AgentMetric.TRAPS, 1);
                }
                boot = Optional.empty();
                group.earlier.addCounters(last);
                earlier.addCounters(last);
            }
        }

        void shows(String newState) {
            synchronized (BoardMeters.this) {
                state = newState;
            }
        }

        private Figures figures(boolean running) {
            return boot.map(run -> run.figures(running)).orElseGet(Figures::new);
        }

        /** What there was of the node's own series goes. */
        private void moveTo(String another) {
            if (another.equals(firmware)) {
                return;
            }
            firmware = another;
            series.ifPresent(node -> histograms.removeNode(node, group.labels));
            earlier = new Figures();
            group.nodes--;
            group = joined(firmware);
        }
    }

    private final Preset preset;
    private final String fleet;
    private final Labels constant;
    private final BoardHistograms histograms;
    private final Consumer<Figures> process;
    private final Map<String, Node> nodes = new TreeMap<>();
    /** By firmware; the one that nobody has run for longest first. */
    private final Map<String, Group> groups = new LinkedHashMap<>();

    /**
     * @param process adds what is not of boards
     */
    BoardMeters(PrometheusRegistry registry, String agent, Map<String, String> labels,
            Preset preset, Consumer<Figures> process) {
        this.preset = preset;
        this.process = process;
        var named = labels.getOrDefault("fleet", "");
        fleet = named.isEmpty() ? DEFAULT_FLEET : named;
        constant = Labels.of("agent", agent);
        histograms = new BoardHistograms(registry, constant);
        registry.register(this);
    }

    /** @param hasSeries whether it has series of its own */
    synchronized Node node(String name, boolean hasSeries) {
        var node = new Node(name, hasSeries);
        nodes.put(name, node);
        return node;
    }

    /** The group of a firmware, with one more node in it. */
    private Group joined(String firmware) {
        var group = groups.remove(firmware);
        if (group == null && !BoardGroup.isSpecial(firmware) && isFull() && !forgetOne()) {
            return joined(BoardGroup.OTHER);
        }
        if (group == null) {
            group = new Group(new BoardGroup(fleet, firmware, preset.name()));
        }
        groups.put(firmware, group);
        group.nodes++;
        return group;
    }

    private boolean isFull() {
        return groups.keySet().stream().filter(firmware -> !BoardGroup.isSpecial(firmware))
                .count() >= FIRMWARE_MAX;
    }

    /** Makes room for a firmware by forgetting one that no board runs. */
    private boolean forgetOne() {
        var idle = groups.values().stream()
                .filter(group -> group.nodes == 0 && !group.labels.isSpecial()).findFirst();
        idle.ifPresent(group -> {
            groups.remove(group.labels.firmware());
            histograms.removeGroup(group.labels);
        });
        return idle.isPresent();
    }

    @Override
    public synchronized MetricSnapshots collect() {
        var page = new SeriesPage(constant);
        var sums = new LinkedHashMap<Group, Figures>();
        for (var group : groups.values()) {
            var sum = new Figures();
            sum.add(group.earlier);
            if (group.nodes > 0) {
                StateWords.NAMES.forEach(state -> sum.add(AgentMetric.BOARDS, 0, state));
            }
            sums.put(group, sum);
        }
        for (var node : nodes.values()) {
            var figures = node.figures(true);
            var sum = sums.get(node.group);
            if (sum == null) {
                throw new IllegalStateException("BUG: " + node.name + " is in no group");
            }
            sum.add(figures);
            sum.add(AgentMetric.BOARDS, 1, node.state);
            if (node.series.isPresent()) {
                figures.add(node.earlier);
                page.node(node.name, node.group.labels, figures);
            }
        }
        sums.forEach((group, sum) -> page.group(group.labels, sum));
        var own = new Figures();
        process.accept(own);
        page.process(own);
        return page.snapshots();
    }

    @Override
    public List<String> getPrometheusNames() {
        return SeriesPage.names();
    }
}
