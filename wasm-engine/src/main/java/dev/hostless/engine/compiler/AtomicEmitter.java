package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;

/** Atomic instructions, waits and fences. */
final class AtomicEmitter {
    private final MethodContext method;
    private final Assembler assembler;
    private final OperandStack stack;

    AtomicEmitter(MethodContext method) {
        this.method = method;
        this.assembler = method.assembler();
        this.stack = method.stack();
    }

    void emit(int opcode, long offset) {
        method.markLine();
        switch (opcode) {
            case Opcode.ATOMIC_FENCE -> call("fence", "()V");
            case Opcode.MEMORY_ATOMIC_NOTIFY -> waiting("wake", "II", offset);
            case Opcode.MEMORY_ATOMIC_WAIT32 -> waiting("wait32", "IIJ", offset);
            case Opcode.MEMORY_ATOMIC_WAIT64 -> waiting("wait64", "IJJ", offset);
            default -> access(AtomicForm.of(opcode), offset);
        }
    }

    private void access(AtomicForm form, long offset) {
        String types = form.types();
        int operands = types.indexOf('>');
        stack.prepare(operands);
        stack.pop(operands);
        method.loadInstance();
        assembler.constant((int) offset);
        method.loadFuel();
        assembler.invokeStatic(AtomicAccess.OWNER, form.methodName(), form.descriptor());
        if (operands < types.length() - 1) {
            stack.push(form.type());
        }
    }

    /** Leaves compiled code like a host call, and the memory may be another afterwards. */
    private void waiting(String name, String operands, long offset) {
        stack.prepare(operands.length());
        stack.pop(operands.length());
        assembler.constant((int) offset);
        method.loadInstance();
        method.loadDepth();
        method.loadFuel();
        call(name, "(%sI%sII)J".formatted(operands, Names.CD_INSTANCE.descriptorString()));
        method.unpackFuel();
        stack.push(ValueType.I32);
        method.reloadMemoryAfterCall();
    }

    private void call(String name, String descriptor) {
        assembler.invokeStatic(Names.desc(Atomics.class), name, descriptor);
    }
}
