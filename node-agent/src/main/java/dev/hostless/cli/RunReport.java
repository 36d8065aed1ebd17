package dev.hostless.cli;

import dev.hostless.board.BoardReport;
import dev.hostless.board.BoardSnapshot;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.BoardState;
import dev.hostless.board.CoreFigures;
import dev.hostless.board.DeviceReport;
import dev.hostless.board.GcFigures;
import dev.hostless.boardfile.BoardFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The JSON that {@code --report} writes; docs/cli.md describes its fields. */
final class RunReport {
    private static final double NANOS_PER_SECOND = 1e9;

    private RunReport() {
    }

    static void write(Path file, BoardReport report, Optional<BoardFile> boardFile) {
        var mapper = JsonMapper.builder().build();
        try {
            var json = json(mapper.createObjectNode(), report);
            boardFile.ifPresent(origin -> json.putObject("boardFile")
                    .put("path", origin.path().toString()).put("digest", origin.digest()));
            var text = mapper.writerWithDefaultPrettyPrinter().writeValueAsString(json);
            Files.writeString(file, text + "\n");
        } catch (IOException | JacksonException e) {
            throw new UsageProblem("--report: " + file + " cannot be written: " + e.getMessage());
        }
    }

    static ObjectNode json(ObjectNode json, BoardReport report) {
        var figures = report.figures();
        json.put("digest", report.digest());
        spec(json.putObject("board"), report.spec());
        json.put("seed", report.spec().seed());
        json.put("semanticsVersion", report.semantics());
        state(json, figures.state());
        var cycles = json.putObject("cycles");
        cycles.put("total", figures.cycle());
        long gcCycles = figures.heap().map(BoardSnapshot.Heap::gcCycles).orElse(0L);
        cycles.put("guest", figures.guestCycles() - gcCycles);
        figures.heap().ifPresent(heap -> cycles.put("gc", heap.gcCycles()));
        cycles.put("idle", figures.idleCycles());
        if (!figures.cores().isEmpty()) {
            cores(json.putArray("cores"), figures.cores());
        }
        json.put("virtualNanos", figures.virtualNanos());
        json.put("hostNanos", figures.hostNanos());
        report.traceHash().ifPresent(hash -> json.put("traceHash", hash));
        json.put("memoryBytes", figures.memoryBytes());
        gc(json.putObject("gc"), figures.gc(), report.spec().clockHz());
        report.heap().ifPresent(heap -> HeapReportJson.write(json.putObject("heap"), heap));
        work(json, figures, report.spec().clockHz());
        fidelity(json.putArray("devices"), report.devices());
        mishaps(json, figures.mishaps());
        if (!report.parts().isEmpty()) {
            var parts = json.putObject("parts");
            for (var part : report.parts()) {
                var node = parts.putObject(part.name()).put("part", part.kind());
                part.figures().forEach(node::put);
            }
        }
        return json;
    }

    private static void mishaps(ObjectNode json, BoardSnapshot.Mishaps mishaps) {
        if (!mishaps.faults().isEmpty()) {
            mishaps.faults().forEach(json.putObject("faults")::put);
        }
        if (!mishaps.resets().isEmpty()) {
            mishaps.resets().forEach(json.putObject("resets")::put);
        }
    }

    private static void spec(ObjectNode json, BoardSpec spec) {
        json.put("preset", spec.preset());
        json.put("ramBytes", spec.ramBytes());
        json.put("clockHz", spec.clockHz());
        json.put("consoleBaud", spec.consoleBaud());
        json.put("cores", spec.cores().count());
        if (spec.cores().count() > 1) {
            json.put("quantumCycles", spec.cores().quantumCycles());
        }
        json.put("epochSeconds", spec.epochSeconds());
        var environment = json.putObject("environment");
        spec.environment().forEach(environment::put);
        var arguments = json.putArray("arguments");
        spec.arguments().forEach(arguments::add);
    }

    private static void state(ObjectNode json, BoardState state) {
        json.put("state", state.name());
        switch (state) {
            case BoardState.Halted halted -> json.put("exitCode", halted.code());
            case BoardState.Trapped trapped -> {
                json.put("trap", trapped.trap());
                var frames = json.putArray("frames");
                trapped.frames().forEach(frames::add);
            }
            case BoardState.Faulted faulted -> json.put("bug", faulted.bug());
            case BoardState.Off _,BoardState.Running _,BoardState.Waiting _ -> {
                // The name says it.
            }
        }
    }

    private static void cores(ArrayNode json, List<CoreFigures> cores) {
        for (var core : cores) {
            json.addObject().put("core", core.number())
                    .put("state", core.state().name().toLowerCase(Locale.ROOT))
                    .put("guest", core.guestCycles()).put("idle", core.idleCycles());
        }
    }

    private static void gc(ObjectNode json, GcFigures gc, long clockHz) {
        switch (gc) {
            case GcFigures.NotObserved not -> {
                json.put("observed", false);
                json.put("reason", not.reason());
            }
            case GcFigures.Observed seen -> {
                json.put("observed", true);
                json.put("cycles", seen.cycles());
                pauses(json.putObject("pauses"), seen.pauses(), clockHz);
                put(json, "heapLiveMb", seen.heapLiveMb());
                put(json, "heapGoalMb", seen.heapGoalMb());
                put(json, "heapPeakMb", seen.heapPeakMb());
            }
        }
    }

    private static void pauses(ObjectNode json, GcFigures.Pauses pauses, long clockHz) {
        json.put("count", pauses.count());
        json.put("p50Cycles", pauses.p50Cycles());
        json.put("p99Cycles", pauses.p99Cycles());
        json.put("maxCycles", pauses.maxCycles());
        json.put("sumCycles", pauses.sumCycles());
        json.put("maxVirtualNanos", (long) (pauses.maxCycles() * NANOS_PER_SECOND / clockHz));
        json.put("maxHostNanos", pauses.maxHostNanos());
        json.put("sumHostNanos", pauses.sumHostNanos());
    }

    private static void put(ObjectNode json, String name, OptionalLong value) {
        value.ifPresent(number -> json.put(name, number));
    }

    private static void work(ObjectNode json, BoardSnapshot figures, long clockHz) {
        var ticks = json.putObject("ticks");
        ticks.put("count", figures.ticks().count());
        ticks.put("missed", figures.ticks().missed());
        var interrupts = json.putObject("interrupts");
        interrupts.put("delivered", figures.interrupts().delivered());
        interrupts.put("coalesced", figures.interrupts().coalesced());
        interrupts.put("lost", figures.interrupts().lost());
        interrupts.put("latencyMaxCycles", figures.interrupts().latencyMaxCycles());
        InterruptsJson.write(interrupts.putArray("lines"), figures.interrupts().lines(), clockHz);
        var uart = json.putObject("uart");
        uart.put("transmittedBytes", figures.uart().transmittedBytes());
        uart.put("receivedBytes", figures.uart().receivedBytes());
        uart.put("overruns", figures.uart().overruns());
    }

    private static void fidelity(ArrayNode json, List<DeviceReport> devices) {
        for (var device : devices) {
            var one = json.addObject();
            one.put("name", device.name());
            device.address().ifPresent(
                    address -> one.put("address", "0x%08x".formatted(address)));
            one.put("title", device.title());
            if (!device.manual().isEmpty()) {
                one.put("manual", device.manual());
            }
            texts(one.putArray("modelled"), device.modelled());
            texts(one.putArray("missing"), device.missing());
            texts(one.putArray("unmodelledBits"), device.unmodelledBits());
            texts(one.putArray("unmodelledWritten"), device.unmodelledWritten());
        }
    }

    private static void texts(ArrayNode json, List<String> texts) {
        texts.forEach(json::add);
    }
}
