package dev.hostless.engine;

import dev.hostless.engine.compiler.Disassembler;
import dev.hostless.engine.compiler.ModuleImage;
import dev.hostless.engine.compiler.ProgramCode;
import dev.hostless.engine.compiler.Segments;
import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A module that was checked and can run: shared by any number of guests, in any threads. */
public final class Program {
    private final ProgramDigest digest;
    private final ProgramCode code;
    private final @Nullable ProgramCache cache;
    private byte @Nullable [] initialMemory;

    Program(ProgramDigest digest, ProgramCode code, @Nullable ProgramCache cache) {
        this.digest = digest;
        this.code = code;
        this.cache = cache;
    }

    ProgramCode code() {
        return code;
    }

    private ModuleImage image() {
        return code.image();
    }

    public ProgramDigest digest() {
        return digest;
    }

    public List<ImportType> imports() {
        var list = new ArrayList<ImportType>();
        for (var wanted : image().imports) {
            String description = switch (wanted.type()) {
                case Integer index -> image().types.get(index).toString();
                case ModuleImage.Limits limits -> ModuleImage.describe(limits);
                default -> wanted.type().toString();
            };
            list.add(new ImportType(wanted.module(), wanted.name(), wanted.kind(), description));
        }
        return list;
    }

    public List<ExportType> exports() {
        var list = new ArrayList<ExportType>();
        for (var export : image().exports) {
            int index = export.index();
            String description = switch (export.kind()) {
                case FUNCTION -> image().functionType(index).toString();
                case TABLE -> image().tables.get(index).toString();
                case MEMORY -> ModuleImage.describe(image().memories.get(index));
                case GLOBAL -> image().globals.get(index).toString();
            };
            list.add(new ExportType(export.name(), export.kind(), index, description));
        }
        return list;
    }

    /** Initial size of memory 0 in pages; 0 if there is no memory. */
    public int initialMemoryPages() {
        return image().memories.isEmpty() ? 0 : image().memories.getFirst().minimum();
    }

    /** Declared maximum of memory 0 in pages, if there is one. */
    public OptionalInt maximumMemoryPages() {
        if (image().memories.isEmpty()
                || image().memories.getFirst().maximum() == ModuleImage.NO_MAXIMUM) {
            return OptionalInt.empty();
        }
        return OptionalInt.of((int) image().memories.getFirst().maximum());
    }

    /** Functions, imported ones included. */
    public int functionCount() {
        return image().functions.length;
    }

    public boolean hasNameSection() {
        return image().nameEnd > 0;
    }

    /** From the name section, else from an export or import, else {@code func[index]}. */
    public String functionName(int function) {
        return code.names().name(function);
    }

    /**
     * Writes a function in the words of the text format, a line for each instruction with its byte
     * offset in the module.
     *
     * @param function index, imported functions counted
     */
    public void disassemble(int function, Consumer<String> lines) {
        Disassembler.write(code, Objects.checkIndex(function, functionCount()), lines);
    }

    int memoryCount() {
        return image().memories.size();
    }

    int globalCount() {
        return image().globals.size();
    }

    /**
     * What a new guest's memory begins with, up to its last segment. Empty if that depends on what
     * is imported.
     */
    synchronized byte[] initialMemory() {
        var made = initialMemory;
        if (made == null) {
            made = Segments.initialMemory(image());
            initialMemory = made;
        }
        return made;
    }

    boolean globalMutable(int global) {
        return image().globals.get(global).mutable();
    }

    ValueType globalType(int global) {
        return image().globals.get(global).type();
    }

    /** Where a function's body begins in the module. */
    int bodyOffset(int function) {
        return image().bodyStart[function - image().importedFunctions];
    }

    /** Index of a function by its name in the name section. */
    public OptionalInt functionIndex(String name) {
        return code.names().index(name);
    }

    /** The names of the name section, in no order. */
    public Set<String> namedFunctions() {
        return code.names().all();
    }

    /** Names of the custom sections in the module's order. */
    public List<String> customSections() {
        return List.copyOf(image().customSections);
    }

    /** What the module uses beyond WebAssembly 1.0. */
    public Set<Feature> features() {
        return Collections.unmodifiableSet(image().features);
    }

    /**
     * Hands the code that was generated since the last time to the engine's cache, if it has one.
     * To be called when a guest has ended, and cheap when there is nothing new.
     */
    public synchronized void keep() {
        if (cache == null || !code.classes().hasUnkept()) {
            return;
        }
        var classes = code.classes().unkept();
        cache.keep(digest, code.options(), image().bodyFacts(), classes,
                code.classes().hot());
        code.classes().kept(classes.keySet());
    }

    /**
     * Makes a guest and runs its start function.
     *
     * @throws UnresolvedImport naming every import that is missing or has another type
     * @throws LimitExceeded if the memory limit is below the module's initial memory
     * @throws Trap if a segment does not fit or the start function traps
     */
    public Guest instantiate(Imports imports, GuestOptions options) {
        return new Instantiation(this, options).run(imports, true);
    }

    /**
     * Makes a guest that goes on where another one of this program was saved; its start function
     * has run.
     *
     * @param state what {@link Guest#save} wrote
     * @throws UnresolvedImport as {@link #instantiate}
     * @throws LimitExceeded if the memory limit is below what the saved guest had
     * @throws IOException if that is not the state of a guest of this program
     */
    public Guest restore(Imports imports, GuestOptions options, DataInput state)
            throws IOException {
        var guest = new Instantiation(this, options).run(imports, false);
        guest.restore(state);
        return guest;
    }
}
