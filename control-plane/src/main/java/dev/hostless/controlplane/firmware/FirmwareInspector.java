package dev.hostless.controlplane.firmware;

import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import run.endive.wasm.Parser;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.ExternalType;
import run.endive.wasm.types.FunctionImport;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.Import;
import run.endive.wasm.types.MemoryImport;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.ValType;

/** Validates a module and says what it needs; refuses what no board could run. */
public final class FirmwareInspector {

    private static final int MAX_LISTED = 200;
    private static final int MAX_REASON = 500;

    private final BoardKnowledge boards;
    private final long heapBytes;

    /** @param heapBytes what validating one module may take */
    public FirmwareInspector(BoardKnowledge boards, long heapBytes) {
        this.boards = boards;
        this.heapBytes = heapBytes;
    }

    /** @throws ProblemException if the module is refused */
    Inspection inspect(byte[] bytes) {
        var outline = ModuleOutline.of(bytes);
        if (outline.validationBytes() > heapBytes) {
            throw new ProblemException(
                    ErrorCode.PAYLOAD_TOO_LARGE,
                    "to validate this module may take " + outline.validationBytes()
                            + " bytes of heap; this control plane spends at most " + heapBytes);
        }
        var module = parse(bytes);
        var memory = memory(module);
        var imports = imports(module);
        refuseUnknown(imports);
        long memoryBytes = memory == null ? 0 : memory.initialBytes();
        var fits = boards.presetsThatHold(memoryBytes);
        if (fits.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.FIRMWARE_DOES_NOT_FIT,
                    "the module begins with " + memoryBytes + " bytes of memory; the largest preset"
                            + " has " + boards.largestRamBytes(),
                    Map.of("memoryBytes", memoryBytes,
                            "largestRamBytes", boards.largestRamBytes()));
        }
        return new Inspection(
                interfaces(imports), imports, exports(module), memory,
                module.functionSection().functionCount(), outline.hasNameSection(), fits);
    }

    private static WasmModule parse(byte[] bytes) {
        try {
            return Parser.parse(bytes);
        } catch (StackOverflowError nested) {
            throw new ProblemException(
                    ErrorCode.INVALID_FIRMWARE, "the module's blocks are nested too deeply");
        } catch (WasmEngineException refused) {
            throw invalid(refused);
        } catch (IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException
                | NegativeArraySizeException | ArithmeticException | NullPointerException
                | ClassCastException | java.nio.BufferUnderflowException
                | java.util.NoSuchElementException | java.io.UncheckedIOException broken) {
            // The parser trips over some malformed modules instead of naming the fault.
            throw invalid(broken);
        }
    }

    private static ProblemException invalid(RuntimeException reason) {
        var text = reason.getMessage() == null
                ? reason.getClass().getSimpleName()
                : reason.getMessage();
        return new ProblemException(
                ErrorCode.INVALID_FIRMWARE,
                "the module is refused: "
                        + text.substring(0, Math.min(text.length(), MAX_REASON)));
    }

    private static Inspection.@Nullable MemorySize memory(WasmModule module) {
        var limits = limits(module);
        if (limits == null) {
            return null;
        }
        return new Inspection.MemorySize(
                limits.initialPages(),
                // The parser puts its own maximum where the module has none.
                limits.maximumPages() >= MemoryLimits.MAX_PAGES ? null : limits.maximumPages(),
                limits.shared());
    }

    /** Of the module's own memory, or of the one that it imports as programs with threads do. */
    private static @Nullable MemoryLimits limits(WasmModule module) {
        var section = module.memorySection();
        if (section.isPresent() && section.get().memoryCount() > 0) {
            return section.get().getMemory(0).limits();
        }
        return module.importSection()
                .stream()
                .filter(MemoryImport.class::isInstance)
                .map(imported -> ((MemoryImport) imported).limits())
                .findFirst()
                .orElse(null);
    }

    private static List<Inspection.ImportedFunction> imports(WasmModule module) {
        return module.importSection()
                .stream()
                .map(imported -> new Inspection.ImportedFunction(
                        imported.module(), imported.name(),
                        imported.importType().name().toLowerCase(Locale.ROOT),
                        typeOf(imported, module)))
                .toList();
    }

    private static String typeOf(Import imported, WasmModule module) {
        return imported instanceof FunctionImport function
                ? text(module.typeSection().getType(function.typeIndex()))
                : "";
    }

    private static String text(FunctionType type) {
        return "(" + names(type.params()) + ") -> (" + names(type.returns()) + ")";
    }

    private static String names(List<ValType> types) {
        return types.stream()
                .map(type -> type.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    private void refuseUnknown(List<Inspection.ImportedFunction> imports) {
        var unknown = imports.stream()
                .filter(imported -> !imported.kind().equals(kindOf(imported))
                        || !boards.offers(imported.module(), imported.name()))
                .map(imported -> Checks.shortened(imported.module()) + "."
                        + Checks.shortened(imported.name()) + " (" + imported.kind() + ")")
                .distinct()
                .limit(MAX_LISTED)
                .toList();
        if (!unknown.isEmpty()) {
            throw new ProblemException(
                    ErrorCode.UNKNOWN_IMPORT,
                    "no board offers " + String.join(", ", unknown)
                            + "; boards offer functions of " + boards.imports().keySet()
                            + " and env.memory",
                    Map.of("imports", unknown));
        }
    }

    /** What an import of this name must be: one name, LLVM's, stands for the memory. */
    private static String kindOf(Inspection.ImportedFunction imported) {
        var kind = imported.module().equals("env") && imported.name().equals("memory")
                ? ExternalType.MEMORY
                : ExternalType.FUNCTION;
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static List<String> interfaces(List<Inspection.ImportedFunction> imports) {
        var interfaces = new LinkedHashSet<String>();
        for (var imported : imports) {
            interfaces.add(imported.module().equals("wasi_snapshot_preview1")
                    ? "wasip1"
                    : imported.module());
        }
        return List.copyOf(interfaces);
    }

    private static List<Inspection.Exported> exports(WasmModule module) {
        var section = module.exportSection();
        var exports = new ArrayList<Inspection.Exported>();
        for (int index = 0; index < Math.min(section.exportCount(), MAX_LISTED); index++) {
            var export = section.getExport(index);
            exports.add(new Inspection.Exported(
                    Checks.shortened(export.name()),
                    export.exportType().name().toLowerCase(Locale.ROOT)));
        }
        return exports;
    }
}
