package dev.hostless.engine.compiler;

import java.lang.reflect.Field;

/** Sets the fields of imported globals: a mutable one is a cell, a constant is copied. */
record ImportedGlobals(ModuleImage image, InstanceSetup setup) {
    void set(Instance instance, int global, Field field) throws IllegalAccessException {
        var cell = setup.importedGlobal(global);
        if (cell == null) {
            throw new IllegalStateException("BUG: global " + global + " was not resolved");
        }
        var type = image.globals.get(global);
        if (type.mutable()) {
            field.set(instance, cell);
        } else if (type.type().isReference()) {
            field.set(instance, cell.reference());
        } else {
            new InstanceCell(instance, field, type.type()).bits(cell.bits());
        }
    }
}
