package dev.hostless.engine;

import dev.hostless.engine.compiler.Instance;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * All that a guest is while none of its frames is on a stack: memory, globals, tables, and which
 * segments were dropped. Numbers are big-endian, as DataOutput has them.
 */
final class GuestState {
    private final Guest guest;
    private final Instance instance;

    GuestState(Guest guest, Instance instance) {
        this.guest = guest;
        this.instance = instance;
    }

    void save(DataOutput out) throws IOException {
        var program = guest.program();
        if (program.memoryCount() > 0) {
            guest.memory().save(out, program.initialMemory());
        }
        for (int global = 0; global < program.globalCount(); global++) {
            if (program.globalMutable(global)) {
                saveGlobal(global, out);
            }
        }
        for (var table : instance.tables) {
            table.save(out, instance);
        }
        instance.saveDropped(out);
    }

    void restore(DataInput in) throws IOException {
        var program = guest.program();
        if (program.memoryCount() > 0) {
            guest.memory().restore(in);
        }
        for (int global = 0; global < program.globalCount(); global++) {
            if (program.globalMutable(global)) {
                restoreGlobal(global, in);
            }
        }
        for (var table : instance.tables) {
            table.restore(in, instance);
        }
        instance.restoreDropped(in);
    }

    private void saveGlobal(int global, DataOutput out) throws IOException {
        var cell = instance.cell(global);
        if (guest.program().globalType(global).isReference()) {
            instance.saveReference(cell.reference(), out);
        } else {
            out.writeLong(cell.bits());
        }
    }

    private void restoreGlobal(int global, DataInput in) throws IOException {
        var cell = instance.cell(global);
        if (guest.program().globalType(global).isReference()) {
            cell.reference(instance.restoreReference(in));
        } else {
            cell.bits(in.readLong());
        }
    }
}
