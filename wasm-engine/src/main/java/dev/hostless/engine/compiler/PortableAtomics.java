package dev.hostless.engine.compiler;

import dev.hostless.engine.compiler.AtomicForm.Operator;
import java.lang.invoke.VarHandle;

/**
 * Atomic accesses in plain Java, under one lock for each memory. They are atomic among each other;
 * a plain store of another thread to the same bytes may be lost in a read-modify-write, which
 * only a guest with a data race can tell.
 */
public final class PortableAtomics {
    private PortableAtomics() {
    }

    /**
     * Any atomic access; answers what was there before, zero-extended.
     *
     * @param operator ordinal of an {@link Operator}
     * @param first the operand, or what {@code cmpxchg} expects
     * @param second what {@code cmpxchg} stores
     */
    public static long access(int operator, int bytes, byte[] memory, int at, long first,
            long second) {
        synchronized (memory) {
            long mask = -1L >>> (64 - 8 * bytes);
            long old = load(memory, at, bytes);
            VarHandle.fullFence();
            long value = switch (Operator.values()[operator]) {
                case LOAD -> old;
                case STORE, XCHG -> first;
                case ADD -> old + first;
                case SUB -> old - first;
                case AND -> old & first;
                case OR -> old | first;
                case XOR -> old ^ first;
                case CMPXCHG -> old == (first & mask) ? second : old;
            };
            if ((value & mask) != old) {
                store(memory, at, bytes, value);
            }
            VarHandle.fullFence();
            return old;
        }
    }

    private static long load(byte[] memory, int at, int bytes) {
        return switch (bytes) {
            case 1 -> PortableAccess.i64Load8U(at, memory, 0);
            case 2 -> PortableAccess.i64Load16U(at, memory, 0);
            case 4 -> PortableAccess.i64Load32U(at, memory, 0);
            default -> PortableAccess.i64Load(at, memory, 0);
        };
    }

    private static void store(byte[] memory, int at, int bytes, long value) {
        switch (bytes) {
            case 1 -> PortableAccess.i64Store8(at, value, memory, 0);
            case 2 -> PortableAccess.i64Store16(at, value, memory, 0);
            case 4 -> PortableAccess.i64Store32(at, value, memory, 0);
            default -> PortableAccess.i64Store(at, value, memory, 0);
        }
    }
}
