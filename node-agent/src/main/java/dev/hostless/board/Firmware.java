package dev.hostless.board;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.Feature;
import dev.hostless.engine.Program;
import dev.hostless.engine.ProgramDigest;
import dev.hostless.engine.ProgramRejected;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** A checked and compiled module. Immutable; any number of boards share one. */
public final class Firmware {
    /** Largest module that is taken, bytes. */
    public static final int BYTES_MAX = 256 << 20;

    static final EngineOptions OPTIONS = EngineOptions.defaults().withModuleBytes(BYTES_MAX)
            .withProbes(GcObserver.PROBES);

    private static final List<String> ENTRY_POINTS = List.of("_start", "_initialize",
            InterruptDelivery.TICK_HANDLER, InterruptDelivery.LINE_HANDLER);

    private final String digest;
    private final int sizeBytes;
    private final FirmwareKind kind;
    private final ModuleFacts facts;
    private final Program program;
    private final EngineOptions options;

    private Firmware(byte[] module, ModuleReader.Read read, Program program,
            EngineOptions options) {
        this.program = program;
        this.options = options;
        this.digest = program.digest().toString();
        this.sizeBytes = module.length;
        this.facts = read.facts();
        this.kind = FirmwareKind.of(facts, read.goBuildId());
    }

    /**
     * Checks a module and prepares it for boards; its code is generated anew. A
     * {@link FirmwareLoader} may find it instead.
     *
     * @throws FirmwareRejected saying what is wrong with it and where
     */
    public static Firmware load(byte[] module) throws FirmwareRejected {
        return load(module, new Engine(OPTIONS));
    }

    static Firmware load(byte[] module, Engine engine) throws FirmwareRejected {
        if (module.length > BYTES_MAX) {
            throw new FirmwareRejected("a module of " + module.length + " bytes: wanted at most "
                    + BYTES_MAX);
        }
        var read = ModuleReader.read(module);
        try {
            return new Firmware(module, read, engine.load(module), engine.options());
        } catch (ProgramRejected rejected) {
            throw new FirmwareRejected(String.valueOf(rejected.getMessage()), rejected);
        }
    }

    /** {@code sha256:} and 64 hex digits, over the module's bytes. */
    public static String digestOf(byte[] module) {
        return ProgramDigest.of(module).toString();
    }

    public String digest() {
        return digest;
    }

    public int sizeBytes() {
        return sizeBytes;
    }

    public FirmwareKind kind() {
        return kind;
    }

    /** Whether it is a Go program whose heap is the node's. */
    public boolean isHosted() {
        return kind.hasGoRuntime() && facts.imports(GuestHeap.MODULE);
    }

    public ModuleFacts facts() {
        return facts;
    }

    /** What the module uses beyond WebAssembly 1.0, by the names of the proposals, sorted. */
    public List<String> features() {
        return program.features().stream().map(Feature::toString).sorted().toList();
    }

    /** A function by its name in the name section, an export's name or its index. */
    public OptionalInt function(String name) {
        return new FunctionFinder(program).find(name);
    }

    /** Names of functions that resemble this one, the nearest first. */
    public List<String> similarFunctions(String name, int most) {
        return new FunctionFinder(program).nearest(name, most);
    }

    /** Writes a function in the words of WebAssembly's text format, line by line. */
    public void disassemble(int function, Consumer<String> lines) {
        program.disassemble(function, lines);
    }

    /** Leaves the code that was generated so far for the next process, if there is a cache. */
    public void keepCode() {
        program.keep();
    }

    Program program() {
        return program;
    }

    /** How a board's firmware is compiled: costs and checks of protection are in its code. */
    static EngineOptions optionsFor(Equipment equipment) {
        return OPTIONS.withCostTable(equipment.costs().table())
                .withMemoryProtection(!equipment.protection().isEmpty());
    }

    /** Whether its code was made for boards with this equipment; a {@link FirmwareLoader} knows. */
    boolean isMadeFor(Equipment equipment) {
        var wanted = optionsFor(equipment);
        return options.costTable().equals(wanted.costTable())
                && (options.memoryProtection() || !wanted.memoryProtection());
    }

    /** Why this firmware cannot run on a board of this spec; empty when it can. */
    public Optional<String> problemOn(BoardSpec spec) {
        return problem().or(() -> sizeProblemOn(spec));
    }

    /** Why this firmware cannot run on any board; empty when it can. */
    public Optional<String> problem() {
        var unknown = facts.imports().stream()
                .filter(wanted -> !OfferedImports.has(wanted.module(), wanted.name()))
                .map(wanted -> wanted.module() + "." + wanted.name()).toList();
        if (!unknown.isEmpty()) {
            return Optional.of("it imports what no board offers: " + String.join(", ", unknown));
        }
        if (facts.memory().isEmpty()) {
            var wanting = facts.imports().stream().filter(
                    wanted -> OfferedImports.needsMemory(wanted.module(), wanted.name())).findAny();
            if (wanting.isPresent()) {
                return Optional.of(
                        "it imports " + wanting.get().module() + " but has no memory");
            }
        }
        if (ENTRY_POINTS.stream().noneMatch(facts::exportsFunction)) {
            return Optional.of("it exports none of " + String.join(", ", ENTRY_POINTS));
        }
        return Optional.empty();
    }

    private Optional<String> sizeProblemOn(BoardSpec spec) {
        long needed = facts.memory().map(ModuleFacts.Memory::minimumPages).orElse(0L);
        if (needed > spec.ramPages()) {
            return Optional.of("it needs " + needed * 64 + " KiB of RAM at reset, "
                    + spec.preset() + " has " + spec.ramBytes() / 1024 + " KiB");
        }
        return Optional.empty();
    }
}
