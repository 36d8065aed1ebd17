package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;

/**
 * What {@link Interpreter} does too seldom to have it in its loop, which is compiled best when it
 * is small. Operands are in a row of slots, and a result goes to the first; each answers the fuel
 * that is left.
 */
final class RareOperations {
    private static final AtomicOperations ATOMICS = SharedClasses.atomicOperations();

    private RareOperations() {
    }

    /** {@link Operation#RARE}. */
    static int run(int[] code, int pc, long[] s, Instance instance, int depth, int fuel) {
        int opcode = code[pc + 1];
        int first = code[pc + 2];
        int one = code[pc + 3];
        int two = code[pc + 4];
        if (opcode >= Opcode.MEMORY_ATOMIC_NOTIFY) {
            return atomic(opcode, s, first, one, instance, depth, fuel);
        }
        if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_STORE32) {
            guard(opcode, (int) s[first], one, two, instance, fuel);
            return fuel;
        }
        return switch (opcode) {
            case Opcode.GLOBAL_GET -> {
                s[first] = ReferenceSlots.slot(instance.cell(one).reference(), instance);
                yield fuel;
            }
            case Opcode.GLOBAL_SET -> {
                var type = instance.image().globals.get(one).type();
                instance.cell(one)
                        .reference(ReferenceSlots.reference(s[first], type, instance));
                yield fuel;
            }
            case Opcode.MEMORY_SIZE, Opcode.MEMORY_GROW, Opcode.MEMORY_COPY, Opcode.MEMORY_FILL,
                    Opcode.MEMORY_INIT, Opcode.DATA_DROP ->
                memory(opcode, s, first, one, instance, fuel);
            default -> table(opcode, s, first, one, two, instance, fuel);
        };
    }

    private static void guard(int opcode, int address, int offset, int bytes, Instance instance,
            int fuel) {
        if (opcode >= Opcode.I32_STORE) {
            Runtime.guardStore(address, offset, bytes, instance, fuel);
        } else {
            Runtime.guardLoad(address, offset, bytes, instance, fuel);
        }
    }

    private static int memory(int opcode, long[] s, int first, int segment, Instance instance,
            int fuel) {
        switch (opcode) {
            case Opcode.MEMORY_SIZE -> s[first] = Runtime.memorySize(instance);
            case Opcode.MEMORY_GROW -> {
                return packed(Runtime.memoryGrow((int) s[first], instance, fuel), s, first);
            }
            case Opcode.DATA_DROP -> Runtime.dataDrop(instance, segment);
            default -> {
                int target = (int) s[first];
                int second = (int) s[first + 1];
                int length = (int) s[first + 2];
                return switch (opcode) {
                    case Opcode.MEMORY_COPY -> Runtime.memoryCopy(target, second, length,
                            instance, fuel);
                    case Opcode.MEMORY_FILL -> Runtime.memoryFill(target, second, length,
                            instance, fuel);
                    default -> Runtime.memoryInit(target, second, length, segment, instance,
                            fuel);
                };
            }
        }
        return fuel;
    }

    private static int table(int opcode, long[] s, int first, int one, int two,
            Instance instance, int fuel) {
        if (opcode == Opcode.ELEM_DROP) {
            Runtime.elementDrop(instance, one);
            return fuel;
        }
        int number = opcode == Opcode.TABLE_INIT ? two : one;
        var table = instance.tables[number];
        var type = instance.image().tables.get(number).element();
        switch (opcode) {
            case Opcode.TABLE_GET ->
                s[first] = ReferenceSlots.slot(Runtime.tableGet((int) s[first], table, fuel),
                        instance);
            case Opcode.TABLE_SET -> Runtime.tableSet((int) s[first],
                    ReferenceSlots.reference(s[first + 1], type, instance), table, fuel);
            case Opcode.TABLE_SIZE -> s[first] = table.size();
            case Opcode.TABLE_GROW -> {
                return packed(Runtime.tableGrow(
                        ReferenceSlots.reference(s[first], type, instance), (int) s[first + 1],
                        table, instance, fuel), s, first);
            }
            default -> {
                return range(opcode, s, first, table, type, one, two, instance, fuel);
            }
        }
        return fuel;
    }

    private static int range(int opcode, long[] s, int first, Table table, ValueType type,
            int one, int two, Instance instance, int fuel) {
        int target = (int) s[first];
        int count = (int) s[first + 2];
        return switch (opcode) {
            case Opcode.TABLE_FILL -> Runtime.tableFill(target,
                    ReferenceSlots.reference(s[first + 1], type, instance), count, table,
                    instance, fuel);
            case Opcode.TABLE_COPY -> Runtime.tableCopy(target, (int) s[first + 1], count,
                    instance.tables[two], table, instance, fuel);
            default -> Runtime.tableInit(target, (int) s[first + 1], count, table, one, instance,
                    fuel);
        };
    }

    private static int atomic(int opcode, long[] s, int first, int offset, Instance instance,
            int depth, int fuel) {
        int address = (int) s[first];
        switch (opcode) {
            case Opcode.ATOMIC_FENCE -> Atomics.fence();
            case Opcode.MEMORY_ATOMIC_NOTIFY -> {
                return packed(Atomics.wake(address, (int) s[first + 1], offset, instance, depth,
                        fuel), s, first);
            }
            case Opcode.MEMORY_ATOMIC_WAIT32 -> {
                return packed(Atomics.wait32(address, (int) s[first + 1], s[first + 2], offset,
                        instance, depth, fuel), s, first);
            }
            case Opcode.MEMORY_ATOMIC_WAIT64 -> {
                return packed(Atomics.wait64(address, s[first + 1], s[first + 2], offset,
                        instance, depth, fuel), s, first);
            }
            default -> {
                int operands = AtomicForm.operands(opcode);
                long result = ATOMICS.access(opcode, address, operands > 1 ? s[first + 1] : 0,
                        operands > 2 ? s[first + 2] : 0, instance, offset, fuel);
                if (AtomicForm.stackEffect(opcode) + operands > 0) {
                    s[first] = result;
                }
            }
        }
        return fuel;
    }

    /** A result with the fuel in its upper half. */
    private static int packed(long answer, long[] s, int first) {
        s[first] = (int) answer;
        return (int) (answer >> 32);
    }
}
