package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;

import static dev.hostless.engine.ValueType.F32;
import static dev.hostless.engine.ValueType.F64;
import static dev.hostless.engine.ValueType.I32;
import static dev.hostless.engine.ValueType.I64;

/** Loads, stores and the instructions on whole memories. */
final class MemoryEmitter {
    private static final ValueType[] LOADED = {I32, I64, F32, F64, I32, I32, I32, I32, I64, I64,
        I64, I64, I64, I64};
    private static final String[] LOADS = {"i32Load", "i64Load", "f32Load", "f64Load",
        "i32Load8S", "i32Load8U", "i32Load16S", "i32Load16U", "i64Load8S", "i64Load8U",
        "i64Load16S", "i64Load16U", "i64Load32S", "i64Load32U"};
    private static final int[] LOADED_BYTES = {4, 8, 4, 8, 1, 1, 2, 2, 1, 1, 2, 2, 4, 4};
    private static final int[] STORED_BYTES = {4, 8, 4, 8, 1, 2, 1, 2, 4};
    private static final String[] STORES = {"i32Store", "i64Store", "f32Store", "f64Store",
        "i32Store8", "i32Store16", "i64Store8", "i64Store16", "i64Store32"};

    private final MethodContext method;
    private final Assembler assembler;
    private final OperandStack stack;

    MemoryEmitter(MethodContext method) {
        this.method = method;
        this.assembler = method.assembler();
        this.stack = method.stack();
    }

    /** How many bytes a load or store accesses. */
    static int bytes(int opcode) {
        return opcode >= Opcode.I32_STORE
                ? STORED_BYTES[opcode - Opcode.I32_STORE]
                : LOADED_BYTES[opcode - Opcode.I32_LOAD];
    }

    void load(int opcode, long offset) {
        var type = LOADED[opcode - Opcode.I32_LOAD];
        stack.prepare(1);
        guard("", bytes(opcode), offset);
        stack.pop(1);
        access(LOADS[opcode - Opcode.I32_LOAD], "I", offset,
                ValueTypes.descriptor(type).descriptorString());
        stack.push(type);
    }

    void store(int opcode, long offset) {
        stack.prepare(2);
        var type = stack.top();
        guard(ValueTypes.descriptor(type).descriptorString(),
                bytes(opcode), offset);
        stack.pop(2);
        access(STORES[opcode - Opcode.I32_STORE],
                "I" + ValueTypes.descriptor(type).descriptorString(), offset, "V");
    }

    /** Asks the memory's guard first, with the address that is below the value to be stored. */
    private void guard(String stored, int bytes, long offset) {
        if (!method.unit().isGuarded()) {
            return;
        }
        method.markLine();
        switch (stored) {
            case "" -> assembler.op(java.lang.classfile.Opcode.DUP);
            case "J", "D" -> {
                assembler.op(java.lang.classfile.Opcode.DUP2_X1);
                assembler.op(java.lang.classfile.Opcode.POP2);
                assembler.op(java.lang.classfile.Opcode.DUP_X2);
            }
            default -> {
                assembler.op(java.lang.classfile.Opcode.DUP2);
                assembler.op(java.lang.classfile.Opcode.POP);
            }
        }
        assembler.constant((int) offset);
        assembler.constant(bytes);
        method.loadInstance();
        method.loadFuel();
        runtime(stored.isEmpty() ? "guardLoad" : "guardStore", "(III%sI)V");
    }

    private void access(String name, String operands, long offset, String result) {
        if (method.isInBounds()) {
            method.loadMemory();
            assembler.constant(Access.offsetOperand(offset));
            assembler.invokeStatic(Access.OWNER, Access.inBounds(name),
                    "(%s[BI)%s".formatted(operands, result));
            return;
        }
        method.markLine();
        method.loadMemory();
        int biased = Access.biased(offset);
        if (biased != 0) {
            assembler.constant(biased);
        }
        method.loadFuel();
        assembler.invokeStatic(Access.OWNER, name,
                "(%s[B%sI)%s".formatted(operands, biased == 0 ? "" : "I", result));
    }

    void size() {
        if (method.unit().image().hasSharedMemory()) {
            method.loadInstance();
            runtime("memorySize", "(%s)I");
            stack.push(I32);
            return;
        }
        method.loadMemory();
        assembler.op(java.lang.classfile.Opcode.ARRAYLENGTH);
        assembler.constant(16);
        assembler.op(java.lang.classfile.Opcode.ISHR);
        stack.push(I32);
    }

    /** {@code memory.grow}, {@code copy}, {@code fill}, {@code init}, {@code data.drop}. */
    void bulk(int opcode, int index) {
        method.markLine();
        switch (opcode) {
            case Opcode.MEMORY_GROW -> {
                stack.prepare(1);
                stack.pop(1);
                method.loadInstance();
                method.loadFuel();
                runtime("memoryGrow", "(I%sI)J");
                method.unpackFuel();
                stack.push(I32);
                method.reloadMemoryAfterCall();
            }
            case Opcode.MEMORY_COPY -> three("memoryCopy", -1);
            case Opcode.MEMORY_FILL -> three("memoryFill", -1);
            case Opcode.MEMORY_INIT -> three("memoryInit", index);
            case Opcode.DATA_DROP -> {
                method.loadInstance();
                assembler.constant(index);
                runtime("dataDrop", "(%sI)V");
            }
            default -> throw new IllegalStateException("BUG: opcode %x".formatted(opcode));
        }
    }

    private void three(String name, int segment) {
        stack.prepare(3);
        stack.pop(3);
        if (segment >= 0) {
            assembler.constant(segment);
        }
        method.loadInstance();
        method.loadFuel();
        runtime(name, segment >= 0 ? "(IIII%sI)I" : "(III%sI)I");
        method.storeFuel();
    }

    private void runtime(String name, String descriptor) {
        assembler.invokeStatic(Names.CD_RUNTIME, name,
                descriptor.formatted(Names.CD_INSTANCE.descriptorString()));
    }
}
