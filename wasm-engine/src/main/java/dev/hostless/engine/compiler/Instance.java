package dev.hostless.engine.compiler;

import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.compiler.ModuleImage.Constant;
import dev.hostless.engine.compiler.ModuleImage.DataSegment;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The state of one guest as compiled code sees it. Each program has its own subclass. */
public abstract class Instance {
    private static final DataSegment DROPPED = new DataSegment(ModuleImage.Mode.PASSIVE,
            new Constant(Opcode.I32_CONST, 0), 0, 0);

    private static final int BLOCK_SHIFT = 4;

    /** The memory's bytes; replaced when the memory grows. */
    public byte[] memory = new byte[0];
    /** Asked where the array's length does not tell what may be accessed. */
    public @Nullable MemoryGuard guard;
    public final Meter meter;
    /** Locals of a split function on their way from one part to the next. */
    public long[] handover = new long[0];
    public @Nullable Object[] handoverReferences = new Object[0];
    /** The guest that this is, for host functions that ask for their caller. */
    public @Nullable Object guest;
    /** Table 0, if there is a table. */
    public @Nullable Table table;
    public final Table[] tables;

    /** Which functions of this guest are interpreted. */
    final FunctionTiers tiers;

    private final InstanceSetup setup;
    /** By index, in blocks that are made when needed: Go programs have thousands of functions. */
    private final FunctionReference[][] references;
    private final BitSet droppedData = new BitSet();
    private final BitSet droppedElements = new BitSet();
    private @Nullable ReferenceSlots referenceSlots;

    protected Instance(InstanceSetup setup) {
        this.setup = setup;
        this.meter = setup.meter();
        this.tiers = setup.code().tiers(setup.steps() != null);
        this.tables = setup.tables();
        this.table = tables.length > 0 ? tables[0] : null;
        this.references = new FunctionReference[(image().functions.length >> BLOCK_SHIFT) + 1][];
    }

    /** Room for the locals of a split function. */
    public final void reserveHandover(int locals) {
        if (handover.length < locals) {
            handover = new long[locals];
            handoverReferences = new Object[locals];
        }
    }

    final ModuleImage image() {
        return setup.code().image();
    }

    public final InstanceSetup setup() {
        return setup;
    }

    /** Whether the program's code asks the {@link #guard} before each access. */
    public final boolean honoursProtection() {
        return setup.code().options().memoryProtection();
    }

    final LinearMemory linearMemory() {
        var linear = setup.memory();
        if (linear == null) {
            throw new IllegalStateException("BUG: no memory");
        }
        return linear;
    }

    final void probed(int number, long argument) {
        meter.handle(() -> setup.probes().accept(number, argument));
    }

    /** Whether compiled code of this instance may hold the memory's array where it stands. */
    public final boolean holdsMemory() {
        return meter.handling() && !image().movesMemoryAtSafepoints();
    }

    /** A function of this module as a reference; the same one each time. */
    public final FunctionReference functionReference(int function) {
        var block = references[function >> BLOCK_SHIFT];
        if (block == null) {
            block = new FunctionReference[1 << BLOCK_SHIFT];
            references[function >> BLOCK_SHIFT] = block;
        }
        int place = function & (1 << BLOCK_SHIFT) - 1;
        var reference = block[place];
        if (reference == null) {
            reference = setup.imported(function);
            if (reference == null) {
                reference = setup.code().newReference(this, function);
            }
            block[place] = reference;
        }
        return reference;
    }

    final ReferenceSlots referenceSlots() {
        var slots = referenceSlots;
        if (slots == null) {
            slots = new ReferenceSlots(this);
            referenceSlots = slots;
        }
        return slots;
    }

    /** A global as a cell, to be exported or read from outside. */
    public final GlobalCell cell(int global) {
        var imported = setup.importedGlobal(global);
        if (imported != null) {
            return imported;
        }
        return new InstanceCell(this, setup.code().globalField(global),
                image().globals.get(global).type());
    }

    final DataSegment data(int segment) {
        var data = image().data.get(segment);
        // Active ones are dropped before the first instruction runs, and there are thousands.
        return data.mode() == ModuleImage.Mode.ACTIVE || droppedData.get(segment)
                ? DROPPED
                : data;
    }

    final void dropData(int segment) {
        droppedData.set(segment);
    }

    final List<Constant> elements(int segment) {
        return droppedElements.get(segment) ? List.of() : image().elements.get(segment).items();
    }

    final void dropElements(int segment) {
        droppedElements.set(segment);
    }

    /** Writes which segments were dropped. */
    public final void saveDropped(DataOutput out) throws IOException {
        for (var dropped : List.of(droppedData, droppedElements)) {
            var words = dropped.toLongArray();
            out.writeInt(words.length);
            for (long word : words) {
                out.writeLong(word);
            }
        }
    }

    public final void restoreDropped(DataInput in) throws IOException {
        for (var dropped : List.of(droppedData, droppedElements)) {
            var words = new long[in.readInt()];
            for (int index = 0; index < words.length; index++) {
                words[index] = in.readLong();
            }
            dropped.clear();
            dropped.or(BitSet.valueOf(words));
        }
    }

    /** Writes a reference that another instance of the program can have too. */
    public final void saveReference(@Nullable Object reference, DataOutput out)
            throws IOException {
        if (reference instanceof FunctionReference function && function.instance() != this
                && (function.index() >= image().functions.length
                        || functionReference(function.index()) != function)) {
            throw new IOException("a reference to a function of another guest cannot be saved");
        }
        out.writeBoolean(reference instanceof FunctionReference);
        out.writeLong(References.toBits(reference));
    }

    public final @Nullable Object restoreReference(DataInput in) throws IOException {
        boolean function = in.readBoolean();
        long bits = in.readLong();
        if (!function) {
            return References.extern(bits);
        }
        if (bits < 0 || bits >= image().functions.length) {
            throw new IOException("wanted a function of 0 to " + (image().functions.length - 1)
                    + ", got " + bits);
        }
        return functionReference((int) bits);
    }

    final void copyElements(int segment, int source, Table target, int index, int count) {
        var items = elements(segment);
        for (int i = 0; i < count; i++) {
            target.set(index + i, reference(items.get(source + i)));
        }
    }

    /** The value of a constant expression of a reference type. */
    final @Nullable Object reference(Constant constant) {
        return switch (constant.opcode()) {
            case Opcode.REF_NULL -> null;
            case Opcode.REF_FUNC -> functionReference((int) constant.bits());
            default -> cell((int) constant.bits()).reference();
        };
    }

    /** The raw bits of a global that holds a number; overridden for those that come first. */
    public long globalBits(int global) {
        return cell(global).bits();
    }

    public void globalBits(int global, long bits) {
        cell(global).bits(bits);
    }

    /** The raw bits of a constant expression of a number type. */
    final long bits(Constant constant) {
        return constant.opcode() == Opcode.GLOBAL_GET
                ? cell((int) constant.bits()).bits()
                : constant.bits();
    }

    /** Gives the globals their first values, in order. */
    final void initializeGlobals() {
        var image = image();
        for (int i = image.importedGlobals; i < image.globals.size(); i++) {
            var constant = image.globalValues.get(i - image.importedGlobals);
            ValueType type = image.globals.get(i).type();
            if (type.isReference()) {
                cell(i).reference(reference(constant));
            } else {
                cell(i).bits(bits(constant));
            }
        }
    }
}
