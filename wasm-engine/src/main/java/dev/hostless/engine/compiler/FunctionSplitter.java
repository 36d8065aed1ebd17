package dev.hostless.engine.compiler;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits a function that would be too large for one JVM method: HotSpot does not compile methods
 * of more than 8,000 bytes, C1 gives up on less, and 64 KB is the class file's limit. Groups of
 * pieces become methods that take a piece's code and hand back the next one; the function itself
 * drives them. Locals that are live between two groups go through an array of the instance.
 */
final class FunctionSplitter {
    /** HotSpot's {@code HugeMethodLimit}. */
    static final int LARGEST_METHOD = 8000;
    /** Instructions that a group aims at. */
    private static final int GROUP_INSTRUCTIONS = 700;
    /** More methods than this go to further classes. */
    private static final int GROUPS_PER_CLASS = 40;
    static final MethodTypeDesc PART_TYPE = MethodTypeDesc.of(ConstantDescs.CD_long,
            ConstantDescs.CD_int, Names.CD_MODULE, ConstantDescs.CD_int, ConstantDescs.CD_int);

    private final Unit unit;
    private final FunctionScan scan;
    private final int function;
    private final Liveness liveness;
    /** Before the function's number in the names of classes. */
    private final String prefix;

    FunctionSplitter(Unit unit, FunctionScan scan, int function, String prefix) {
        this.unit = unit;
        this.scan = scan;
        this.function = function;
        this.liveness = Liveness.of(unit.image(), scan);
        this.prefix = prefix;
    }

    FunctionClass.Generated generate() {
        int aim = GROUP_INSTRUCTIONS;
        while (true) {
            var groups = new PieceGroups(scan, aim);
            int[] largest = new int[1];
            var parts = parts(unit, groups, largest);
            if (largest[0] > Assembler.LONGEST_STATED && aim < 2) {
                parts = parts(unit.withComputedFrames(), groups, largest);
            }
            if (largest[0] <= LARGEST_METHOD || aim < 2) {
                return new FunctionClass.Generated(driver(groups), parts);
            }
            aim /= 2;
        }
    }

    private List<FunctionClass.Part> parts(Unit unit, PieceGroups groups, int[] largest) {
        var parts = new ArrayList<FunctionClass.Part>();
        for (int first = 0; first < groups.count(); first += GROUPS_PER_CLASS) {
            int from = first;
            int to = Math.min(groups.count(), first + GROUPS_PER_CLASS);
            var self = partClass(from);
            byte[] bytes = unit.classFile().build(self, builder -> {
                builder.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                for (int group = from; group < to; group++) {
                    int number = group;
                    builder.withMethodBody(groups.methodName(group), PART_TYPE,
                            ClassFile.ACC_STATIC, code -> largest[0] = Math.max(largest[0],
                                    part(unit, code, groups, number)));
                }
            });
            parts.add(new FunctionClass.Part(self.packageName() + "." + self.displayName(), bytes));
        }
        return parts;
    }

    private int part(Unit unit, CodeBuilder code, PieceGroups groups, int group) {
        return new PartCompiler(unit, scan, function, liveness, groups, group).compile(code);
    }

    private ClassDesc partClass(int group) {
        return ClassDesc.of(prefix + function + "_" + group / GROUPS_PER_CLASS);
    }

    private byte[] driver(PieceGroups groups) {
        var self = ClassDesc.of(prefix + function);
        var type = unit.image().functionType(function);
        var driver = new DriverCompiler(unit, scan, function, liveness, groups, self,
                this::partClass);
        return unit.classFile().build(self, builder -> {
            if (prefix.equals(Names.RESUMPTION)) {
                ResumptionCompiler.members(builder, self, type);
                builder.withMethodBody("f", Names.resumed(type), ClassFile.ACC_STATIC,
                        driver::compileResumption);
            } else {
                ReferenceCompiler.members(builder, self, type, function, self, "f");
                builder.withMethodBody("f", Names.direct(type),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC, driver::compile);
            }
            if (scan.resumeLoop != null) {
                builder.withField("dispatch", DriverCompiler.CD_INTS,
                        ClassFile.ACC_STATIC | ClassFile.ACC_FINAL);
                builder.withMethodBody("<clinit>", ConstantDescs.MTD_void, ClassFile.ACC_STATIC,
                        driver::table);
            }
        });
    }
}
