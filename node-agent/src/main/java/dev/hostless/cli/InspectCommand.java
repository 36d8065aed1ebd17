package dev.hostless.cli;

import dev.hostless.board.Firmware;
import dev.hostless.board.FirmwareLoader;
import dev.hostless.board.ModuleFacts;
import dev.hostless.boardfile.BoardFile;
import dev.hostless.boardfile.BoardFileProblem;
import dev.hostless.preset.Presets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code hostless inspect}: what a firmware is, what it wants, and where it would run. */
final class InspectCommand implements Command {
    private static final int NAMED_MAX = 5;
    /** A large function is printed in parts of this size. */
    private static final int PRINTED_CHARS = 1 << 20;

    private final Terminal terminal;
    private boolean json;
    private @Nullable String function;
    private @Nullable Path boardPath;

    InspectCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Options options() {
        return new Options(1, """
                usage: hostless inspect [--json | --function NAME] [--board FILE] FIRMWARE

                What a firmware imports, exports and needs, and the boards that it fits.
                """, """

                exit codes: 0 it runs on some preset (with --board: on that board), or the
                function was shown; 1 it does not; 64 wrong arguments, no firmware or no such
                function.
                """).flag("--json", "Answer JSON.", () -> json = true)
                .value("--function", "NAME", """
                        Show this function's instructions instead: a name of the
                        name section or of an export, or an index.""",
                        value -> function = value)
                .value(BoardOptions.BOARD, "FILE", """
                        Say whether it fits the board that a file describes, too.
                        """, value -> boardPath = Path.of(value));
    }

    @Override
    public int run(List<String> operands) {
        var firmware = FirmwareFile.load(operands.getFirst(), FirmwareLoader.withoutCache());
        var wanted = function;
        if (wanted != null) {
            disassemble(firmware, wanted);
            return ExitCode.OK;
        }
        var presets = Presets.load();
        var board = board();
        if (json) {
            var mapper = JsonMapper.builder().build();
            var node = json(mapper.createObjectNode(), firmware, presets);
            board.ifPresent(file -> json(node.putObject("boardFile"), firmware, file));
            terminal.print(
                    mapper.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n");
        } else {
            var text = new StringBuilder(text(firmware, presets));
            board.ifPresent(file -> line(text, "board file", file.path() + ", " + file.digest()
                    + ": " + firmware.problemOn(file.spec()).map(problem -> "no: " + problem)
                            .orElse("yes")));
            terminal.print(text.toString());
        }
        boolean runs = board.map(file -> firmware.problemOn(file.spec()).isEmpty())
                .orElseGet(() -> presets.all().stream()
                        .anyMatch(preset -> firmware.problemOn(preset.spec()).isEmpty()));
        return runs ? ExitCode.OK : ExitCode.WOULD_NOT_RUN;
    }

    private Optional<BoardFile> board() {
        try {
            return Optional.ofNullable(boardPath).map(BoardFile::read);
        } catch (BoardFileProblem problem) {
            throw new UsageProblem(String.valueOf(problem.getMessage()));
        }
    }

    private static void json(ObjectNode json, Firmware firmware, BoardFile file) {
        json.put("path", file.path().toString());
        json.put("digest", file.digest());
        var problem = firmware.problemOn(file.spec());
        json.put("fits", problem.isEmpty());
        problem.ifPresent(text -> json.put("problem", text));
    }

    private void disassemble(Firmware firmware, String name) {
        if (json) {
            throw new UsageProblem("--json and --function: wanted one of them, got both");
        }
        int number = firmware.function(name).orElseThrow(() -> new UsageProblem(
                "--function: no function '" + name + "'" + hint(firmware, name)));
        var text = new StringBuilder();
        firmware.disassemble(number, line -> {
            text.append(line).append('\n');
            if (text.length() > PRINTED_CHARS) {
                terminal.print(text.toString());
                text.setLength(0);
            }
        });
        terminal.print(text.toString());
    }

    private static String hint(Firmware firmware, String name) {
        if (!firmware.facts().nameSection()) {
            return ": the firmware has no name section; an export or an index 0 to "
                    + (firmware.facts().functions() - 1) + " would do";
        }
        var similar = firmware.similarFunctions(name, NAMED_MAX);
        return similar.isEmpty() ? "" : "; nearest: " + String.join(", ", similar);
    }

    private static String text(Firmware firmware, Presets presets) {
        var facts = firmware.facts();
        var text = new StringBuilder();
        line(text, "digest", firmware.digest());
        line(text, "size", firmware.sizeBytes() + " bytes, code " + facts.codeBytes() + ", data "
                + facts.dataBytes());
        line(text, "kind", firmware.kind().title());
        line(text, "functions", facts.functions() + (facts.nameSection()
                ? ", with names"
                : ", without names (no name section)"));
        line(text, "features", firmware.features().isEmpty()
                ? "WebAssembly 1.0"
                : String.join(", ", firmware.features()));
        line(text, "memory", facts.memory().map(InspectCommand::memory).orElse("none"));
        line(text, "imports", facts.imports().stream().map(i -> i.module() + "." + i.name())
                .distinct()
                .collect(Collectors.joining(", ")));
        line(text, "exports", facts.exports().stream().map(e -> e.name() + " (" + e.kind() + ")")
                .collect(Collectors.joining(", ")));
        line(text, "would run", firmware.problem().map(problem -> "no: " + problem).orElse("yes"));
        for (var preset : presets.all()) {
            line(text, "  " + preset.name(),
                    firmware.problemOn(preset.spec()).map(problem -> "no: " + problem)
                            .orElse("yes"));
        }
        return text.toString();
    }

    private static String memory(ModuleFacts.Memory memory) {
        return memory.minimumPages() * 64 + " KiB at reset, "
                + memory.maximumPages().map(pages -> "at most " + pages * 64 + " KiB")
                        .orElse("no maximum");
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append("%-12s %s%n".formatted(name, value));
    }

    private static ObjectNode json(ObjectNode json, Firmware firmware, Presets presets) {
        var facts = firmware.facts();
        json.put("digest", firmware.digest());
        json.put("sizeBytes", firmware.sizeBytes());
        json.put("kind", firmware.kind().title());
        json.put("functions", facts.functions());
        json.put("codeBytes", facts.codeBytes());
        json.put("dataBytes", facts.dataBytes());
        json.put("nameSection", facts.nameSection());
        var features = json.putArray("features");
        firmware.features().forEach(features::add);
        facts.memory().ifPresent(memory -> {
            var node = json.putObject("memory");
            node.put("minimumBytes", memory.minimumPages() << 16);
            memory.maximumPages().ifPresent(pages -> node.put("maximumBytes", pages << 16));
        });
        var imports = json.putArray("imports");
        facts.imports().forEach(wanted -> imports.addObject().put("module", wanted.module())
                .put("name", wanted.name()).put("kind", wanted.kind()));
        var exports = json.putArray("exports");
        facts.exports().forEach(export -> exports.addObject().put("name", export.name())
                .put("kind", export.kind()));
        firmware.problem().ifPresent(problem -> json.put("problem", problem));
        var fits = json.putArray("presets");
        for (var preset : presets.all()) {
            var node = fits.addObject().put("name", preset.name());
            var problem = firmware.problemOn(preset.spec());
            node.put("fits", problem.isEmpty());
            problem.ifPresent(text -> node.put("problem", text));
        }
        return json;
    }
}
