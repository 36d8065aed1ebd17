package dev.hostless.boardfile;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.CoreSpec;
import dev.hostless.board.CycleCosts;
import dev.hostless.board.FaultPlan;
import dev.hostless.board.HeapPolicy;
import dev.hostless.board.ProtectedRange;
import dev.hostless.board.Quantities;
import dev.hostless.board.RamPolicy;
import dev.hostless.board.files.VolumeSpec;
import dev.hostless.preset.Presets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Turns the tree of a board file into a board, from a preset on, key by key. */
final class BoardFileReader {
    private final Path folder;
    private BoardSpec spec = Presets.load().standard().spec();
    private FaultPlan faults = FaultPlan.NONE;

    /** @param folder where the file is, from which its paths start */
    BoardFileReader(Path folder) {
        this.folder = folder;
    }

    BoardSpec spec() {
        return spec;
    }

    FaultPlan faults() {
        return faults;
    }

    /** Reads the whole file. */
    void read(YamlNode root) {
        var board = Entry.of(Section.BOARD, root);
        board.ifThere("preset", name -> spec = Presets.load().named(name).spec());
        board.ifThere("name", name -> spec = spec.withName(name));
        board.ifThere("ram", size -> spec = spec.withRamBytes(Quantities.bytes(size)));
        speeds(board);
        cores(board);
        board.ifThere("seed", seed -> spec = spec.withSeed(Quantities.number(seed)));
        board.ifThere("epoch", time -> spec = spec.withEpochSeconds(epoch(time)));
        board.entry("cycles", Section.CYCLES).ifPresent(this::cycles);
        protection(board.items("mpu"));
        board.entry("heap", Section.HEAP).ifPresent(this::heap);
        board.free("environment").forEach(this::variable);
        volumes(board.items("volumes"));
        var parts = new PartReader(folder, spec);
        board.items("parts").forEach(parts::add);
        spec = parts.spec();
        board.items("faults").forEach(this::fault);
    }

    /** Not every console goes with every clock, so they are set together. */
    private void speeds(Entry board) {
        long hz = board.value("clock", Quantities::hertz).orElse(spec.clockHz());
        int baud = board.value("console", BoardFileReader::baud).orElse(spec.consoleBaud());
        var place = board.place(board.has("clock") ? "clock" : "console");
        spec = Entry.at(place, () -> spec.withSpeeds(hz, baud));
    }

    private void cores(Entry board) {
        int quantum = board.value("quantum", text -> whole(text, CoreSpec.QUANTUM_MAX))
                .orElse(spec.cores().quantumCycles());
        int count = board.value("cores", text -> whole(text, CoreSpec.COUNT_MAX))
                .orElse(spec.cores().count());
        var place = board.place(board.has("cores") ? "cores" : "quantum");
        spec = Entry.at(place, () -> spec.withCores(new CoreSpec(count, quantum)));
    }

    private static int baud(String text) {
        return whole(text, Integer.MAX_VALUE);
    }

    private static int whole(String text, int most) {
        long number = Quantities.number(text);
        if (number < 0 || number > most) {
            throw new IllegalArgumentException("wanted 0 to " + most + ", got " + text);
        }
        return (int) number;
    }

    private static long epoch(String text) {
        if (text.matches("[0-9]{1,10}")) {
            return Long.parseLong(text);
        }
        try {
            return Instant.parse(text).getEpochSecond();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("wanted a time such as 2026-01-01T00:00:00Z, or"
                    + " seconds since 1970, got '" + text + "'", e);
        }
    }

    private void cycles(Entry entry) {
        var costs = spec.equipment().costs();
        var read = Entry.at(entry.place(), () -> new CycleCosts(
                entry.value("simple", BoardFileReader::cost).orElse(costs.simple()),
                entry.value("control", BoardFileReader::cost).orElse(costs.control()),
                entry.value("call", BoardFileReader::cost).orElse(costs.call()),
                entry.value("memory", BoardFileReader::cost).orElse(costs.memory()),
                entry.value("division", BoardFileReader::cost).orElse(costs.division()),
                entry.value("floating", BoardFileReader::cost).orElse(costs.floating())));
        spec = spec.withEquipment(spec.equipment().withCosts(read));
    }

    private static int cost(String text) {
        int cost = whole(text, CycleCosts.COST_MAX);
        if (cost == 0) {
            throw new IllegalArgumentException(
                    "wanted 1 to " + CycleCosts.COST_MAX + " cycles, got 0");
        }
        return cost;
    }

    private void protection(List<YamlNode> items) {
        var ranges = new ArrayList<ProtectedRange>();
        for (var item : items) {
            var entry = Entry.of(Section.RANGE, item);
            long start = entry.required("start", Quantities::number);
            long size = entry.required("size", Quantities::bytes);
            var access = entry.required("access",
                    text -> Quantities.oneOf(ProtectedRange.Access.values(), text));
            ranges.add(Entry.at(entry.place(), () -> new ProtectedRange(start, size, access)));
            spec = Entry.at(entry.place(),
                    () -> spec.withEquipment(spec.equipment().withProtection(ranges)));
        }
    }

    private void heap(Entry entry) {
        entry.ifThere("collector", kind -> spec = spec.withHeap(spec.heap()
                .withCollector(Quantities.oneOf(HeapPolicy.Collector.values(), kind))));
        entry.ifThere("pages", kind -> spec = spec.withRam(new RamPolicy(
                Quantities.oneOf(RamPolicy.Pages.values(), kind), spec.ram().madvise())));
        entry.ifThere("madvise", policy -> spec = spec.withRam(new RamPolicy(spec.ram().pages(),
                Quantities.oneOf(RamPolicy.Madvise.values(), policy))));
    }

    private void variable(String name, YamlNode.Field field) {
        if (!(field.value() instanceof YamlNode.Text(var _, var text))) {
            throw new EntryProblem(field.value().place(), "environment " + name
                    + ": wanted a value, got " + field.value().kind());
        }
        spec = Entry.at(field.place(), () -> spec.withEnvironment(Map.of(name, text)));
    }

    private void volumes(List<YamlNode> items) {
        var volumes = new ArrayList<VolumeSpec>();
        var places = new HashMap<String, Place>();
        for (var item : items) {
            var entry = Entry.of(Section.VOLUME, item);
            if (entry.has("folder") == entry.has("ramdisk")) {
                throw new EntryProblem(entry.place(), "wanted one of folder and ramdisk, got "
                        + (entry.has("folder") ? "both" : "none"));
            }
            var volume = volume(entry);
            var before = places.putIfAbsent(volume.guestPath(), entry.place());
            if (before != null) {
                throw new EntryProblem(entry.place("at"), "two volumes at " + volume.guestPath()
                        + ", the other at " + before);
            }
            volumes.add(volume);
            spec = Entry.at(entry.place(), () -> spec.withVolumes(volumes));
        }
    }

    private VolumeSpec volume(Entry entry) {
        var image = entry.value("folder", this::inside);
        if (image.isPresent()) {
            return entry.required("at", at -> new VolumeSpec.HostFolder(image.get(), at));
        }
        var disk = entry.required("ramdisk",
                size -> new VolumeSpec.RamDisk("/", Quantities.bytes(size)));
        return entry.required("at", at -> new VolumeSpec.RamDisk(at, disk.bytes()));
    }

    private Path inside(String text) {
        var path = folder.resolve(text).normalize();
        if (!Files.isDirectory(path)) {
            throw new IllegalArgumentException("no such folder: " + path);
        }
        return path;
    }

    private void fault(YamlNode node) {
        faults = Entry.read("faults", node, text -> {
            var plan = FaultPlan.parse(text);
            plan.requireFits(spec);
            return faults.and(plan);
        });
    }
}
