package dev.hostless.engine.compiler;

import dev.hostless.engine.compiler.ModuleImage.Mode;
import org.jspecify.annotations.Nullable;

/**
 * Works out once what the active element segments put into a module's own tables, so that a guest
 * of a Go program does not begin with some thousand references, most of which it never calls.
 */
final class PendingTables {
    private PendingTables() {
    }

    /** By table: function index plus one by element; null where segments must be run. */
    static @Nullable int[][] of(ModuleImage image) {
        var pending = new int[image.tables.size()][];
        for (int i = image.importedTables; i < pending.length; i++) {
            if (isSimple(image, i)) {
                pending[i] = fill(image, i);
            }
        }
        return pending;
    }

    private static boolean isSimple(ModuleImage image, int table) {
        boolean any = false;
        long size = Integer.toUnsignedLong(image.tables.get(table).limits().minimum());
        for (var segment : image.elements) {
            if (segment.mode() == Mode.ACTIVE && segment.table() == table) {
                any = true;
                long start = Integer.toUnsignedLong((int) segment.offset().bits());
                if (segment.offset().opcode() != Opcode.I32_CONST
                        || start + segment.items().size() > size || segment.items().stream()
                                .anyMatch(item -> item.opcode() != Opcode.REF_FUNC)) {
                    return false;
                }
            }
        }
        return any;
    }

    private static int[] fill(ModuleImage image, int table) {
        int end = 0;
        for (var segment : image.elements) {
            if (segment.mode() == Mode.ACTIVE && segment.table() == table) {
                end = Math.max(end, (int) segment.offset().bits() + segment.items().size());
            }
        }
        int[] functions = new int[end];
        for (var segment : image.elements) {
            if (segment.mode() == Mode.ACTIVE && segment.table() == table) {
                int at = (int) segment.offset().bits();
                for (var item : segment.items()) {
                    functions[at++] = (int) item.bits() + 1;
                }
            }
        }
        return functions;
    }
}
