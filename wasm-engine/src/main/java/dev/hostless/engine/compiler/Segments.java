package dev.hostless.engine.compiler;

import dev.hostless.engine.Trap;
import dev.hostless.engine.TrapKind;
import dev.hostless.engine.compiler.ModuleImage.Mode;

/** Runs a new instance's active segments, in order; what was copied before a trap stays. */
public final class Segments {
    private Segments() {
    }

    public static void run(Instance instance) {
        var image = instance.image();
        for (int i = 0; i < image.tables.size(); i++) {
            int[] pending = instance.setup().code().pendingTable(i);
            if (pending != null) {
                instance.tables[i].pending(pending, instance);
            }
        }
        for (int i = 0; i < image.elements.size(); i++) {
            element(instance, i);
        }
        byte[] memory = instance.memory;
        int size = image.memories.isEmpty() ? 0 : instance.linearMemory().sizeBytes();
        for (var data : image.data) {
            if (data.mode() == Mode.ACTIVE) {
                int at = (int) instance.bits(data.offset());
                if (Integer.toUnsignedLong(at) + data.length() > size) {
                    throw trap(TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS, "data segment", at,
                            data.length());
                }
                var guard = instance.guard;
                if (guard != null) {
                    guard.check(at, data.length(), true, instance.meter.fuel);
                }
                System.arraycopy(image.bytes, data.start(), memory, at, data.length());
            }
        }
    }

    /**
     * What the active data segments make of a memory of zeros, up to the last of them; empty if
     * their places, or the memory itself, are imported.
     */
    public static byte[] initialMemory(ModuleImage image) {
        long end = 0;
        for (var data : image.data) {
            if (data.mode() == Mode.ACTIVE) {
                if (data.offset().opcode() != Opcode.I32_CONST || image.importedMemories > 0) {
                    return new byte[0];
                }
                end = Math.max(end, Integer.toUnsignedLong((int) data.offset().bits())
                        + data.length());
            }
        }
        byte[] memory = new byte[(int) end];
        for (var data : image.data) {
            if (data.mode() == Mode.ACTIVE) {
                System.arraycopy(image.bytes, data.start(), memory, (int) data.offset().bits(),
                        data.length());
            }
        }
        return memory;
    }

    private static void element(Instance instance, int number) {
        var segment = instance.image().elements.get(number);
        if (segment.mode() == Mode.ACTIVE) {
            if (instance.setup().code().pendingTable(segment.table()) == null) {
                var table = instance.tables[segment.table()];
                int at = (int) instance.bits(segment.offset());
                if (Integer.toUnsignedLong(at) + segment.items().size() > table.size()) {
                    throw trap(TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS, "element segment", at,
                            segment.items().size());
                }
                instance.copyElements(number, 0, table, at, segment.items().size());
            }
            instance.dropElements(number);
        } else if (segment.mode() == Mode.DECLARATIVE) {
            instance.dropElements(number);
        }
    }

    private static Trap trap(TrapKind kind, String what, int at, int length) {
        return new Trap(kind, "%s: %s of %d at %s".formatted(kind.wording(), what, length,
                Integer.toUnsignedString(at)));
    }
}
