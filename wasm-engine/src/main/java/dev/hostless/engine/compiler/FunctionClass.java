package dev.hostless.engine.compiler;

import dev.hostless.engine.LimitExceeded;
import java.lang.classfile.ClassFile;
import java.util.List;

/** Generates the class of one function, and the classes of its parts if it is split. */
final class FunctionClass {
    /** A generated class. */
    record Part(String name, byte[] bytes) {
    }

    /** The function's class and those of its parts. */
    record Generated(byte[] bytes, List<Part> parts) {
    }

    private FunctionClass() {
    }

    static Generated generate(Unit unit, int function) {
        var scan = FunctionScan.of(unit.image(), function, unit.options().costTable());
        try {
            return scan.pieces.size() < 2
                    ? new Generated(uncut(unit, scan, function), List.of())
                    : cutIfLarge(unit, scan, function);
        } catch (IllegalArgumentException e) {
            throw tooLarge(unit, scan, function, e);
        }
    }

    /** The class in which an activation of the interpreter goes on. */
    static Generated generateResumption(Unit unit, int function) {
        var scan = FunctionScan.of(unit.image(), function, unit.options().costTable());
        try {
            return new FunctionSplitter(unit, scan, function, Names.RESUMPTION).generate();
        } catch (IllegalArgumentException e) {
            throw tooLarge(unit, scan, function, e);
        }
    }

    /** A function that is one piece: one method, whatever its size. */
    private static byte[] uncut(Unit unit, FunctionScan scan, int function) {
        int[] size = new int[1];
        byte[] whole = whole(unit, scan, function, size);
        return size[0] > Assembler.LONGEST_STATED
                ? whole(unit.withComputedFrames(), scan, function, size)
                : whole;
    }

    private static Generated cutIfLarge(Unit unit, FunctionScan scan, int function) {
        if (!scan.isLarge()) {
            int[] size = new int[1];
            byte[] whole = whole(unit, scan, function, size);
            if (size[0] <= FunctionSplitter.LARGEST_METHOD) {
                return new Generated(whole, List.of());
            }
        }
        return new FunctionSplitter(unit, scan, function, Names.FUNCTION).generate();
    }

    private static LimitExceeded tooLarge(Unit unit, FunctionScan scan, int function,
            IllegalArgumentException cause) {
        return new LimitExceeded("instructions that cannot be split into JVM methods",
                scan.instructions, FunctionScan.LARGEST_WHOLE,
                "function %d %s at byte 0x%x: %s".formatted(function,
                        unit.image().functionType(function), scan.codeStart, cause.getMessage()));
    }

    private static byte[] whole(Unit unit, FunctionScan scan, int function, int[] size) {
        var self = Names.functionClass(function);
        var type = unit.image().functionType(function);
        return unit.classFile().build(self, builder -> {
            ReferenceCompiler.members(builder, self, type, function, self, "f");
            builder.withMethodBody("f", Names.direct(type),
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                    code -> size[0] = FunctionCompiler.compile(unit, scan, function, code));
        });
    }
}
