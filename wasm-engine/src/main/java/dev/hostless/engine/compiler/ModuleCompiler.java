package dev.hostless.engine.compiler;

import dev.hostless.engine.FunctionType;
import dev.hostless.engine.ValueType;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.instruction.SwitchCase;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.ArrayList;
import java.util.function.BiConsumer;

/** Generates a program's instance class (a field for each global) and its import table's class. */
final class ModuleCompiler {
    private static final MethodTypeDesc CONSTRUCTOR = MethodTypeDesc.of(ConstantDescs.CD_void,
            Names.desc(InstanceSetup.class));

    private static final MethodTypeDesc READ = MethodTypeDesc.ofDescriptor("(I)J");
    private static final MethodTypeDesc WRITE = MethodTypeDesc.ofDescriptor("(IJ)V");
    private static final int QUICK_GLOBALS = 64;

    private ModuleCompiler() {
    }

    static byte[] module(Unit unit) {
        var image = unit.image();
        return ClassFile.of().build(Names.CD_MODULE, type -> {
            type.withFlags(ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
            type.withSuperclass(Names.CD_INSTANCE);
            type.withField("imports", Names.CD_IMPORTS, ClassFile.ACC_PUBLIC);
            for (int i = 0; i < image.globals.size(); i++) {
                type.withField(Unit.globalField(i),
                        unit.isCell(i)
                                ? Names.CD_CELL
                                : ValueTypes.descriptor(image.globals.get(i).type()),
                        ClassFile.ACC_PUBLIC);
            }
            type.withMethodBody("<init>", CONSTRUCTOR, ClassFile.ACC_PUBLIC, code -> code.aload(0)
                    .aload(1).invokespecial(Names.CD_INSTANCE, "<init>", CONSTRUCTOR).return_());
            globalAccess(unit, type);
            for (int i = 0; i < image.importedFunctions; i++) {
                int function = i;
                var signature = image.functionType(i);
                type.withMethodBody(Unit.importMethod(i), Names.direct(signature),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code -> forward(code, function, signature));
            }
        });
    }

    /** Overrides the access by number to the first globals, which Go's programs use a lot. */
    private static void globalAccess(Unit unit, ClassBuilder type) {
        type.withMethodBody("globalBits", READ, ClassFile.ACC_PUBLIC, code -> {
            select(unit, code, (global, value) -> {
                code.aload(0).getfield(Names.CD_MODULE, Unit.globalField(global),
                        ValueTypes.descriptor(value));
                Bits.toSlot(code, value);
                code.lreturn();
            });
            code.aload(0).iload(1).invokespecial(Names.CD_INSTANCE, "globalBits", READ).lreturn();
        });
        type.withMethodBody("globalBits", WRITE, ClassFile.ACC_PUBLIC, code -> {
            select(unit, code, (global, value) -> {
                code.aload(0).lload(2);
                Bits.fromSlot(code, value);
                code.putfield(Names.CD_MODULE, Unit.globalField(global),
                        ValueTypes.descriptor(value)).return_();
            });
            code.aload(0).iload(1).lload(2)
                    .invokespecial(Names.CD_INSTANCE, "globalBits", WRITE).return_();
        });
    }

    private static void select(Unit unit, CodeBuilder code,
            BiConsumer<Integer, ValueType> access) {
        var globals = unit.image().globals;
        var other = code.newLabel();
        var cases = new ArrayList<SwitchCase>();
        for (int i = 0; i < Math.min(globals.size(), QUICK_GLOBALS); i++) {
            if (!unit.isCell(i) && !globals.get(i).type().isReference()) {
                cases.add(SwitchCase.of(i, code.newLabel()));
            }
        }
        code.iload(1).lookupswitch(other, cases);
        for (var one : cases) {
            code.labelBinding(one.target());
            access.accept(one.caseValue(), globals.get(one.caseValue()).type());
        }
        code.labelBinding(other);
    }

    /** From the static convention to the import table of the instance. */
    private static void forward(CodeBuilder code, int function, FunctionType type) {
        int instance = type.parameters().stream().mapToInt(ValueTypes::slots).sum();
        code.aload(instance).getfield(Names.CD_MODULE, "imports", Names.CD_IMPORTS);
        parameters(code, type, 0);
        code.aload(instance).iload(instance + 1).iload(instance + 2);
        code.invokevirtual(Names.CD_IMPORTS, Unit.importMethod(function), Names.direct(type));
        code.return_(Names.resultKind(type));
    }

    /** Loads parameters that begin at a slot; answers the slot after them. */
    static int parameters(CodeBuilder code, FunctionType type, int first) {
        int slot = first;
        for (ValueType parameter : type.parameters()) {
            code.loadLocal(ValueTypes.kind(parameter), slot);
            slot += ValueTypes.slots(parameter);
        }
        return slot;
    }

    static byte[] imports(Unit unit) {
        var image = unit.image();
        return ClassFile.of().build(Names.CD_IMPORTS, type -> {
            type.withFlags(
                    ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT | ClassFile.ACC_SUPER);
            type.withMethodBody("<init>", ConstantDescs.MTD_void, ClassFile.ACC_PUBLIC,
                    code -> code.aload(0).invokespecial(ConstantDescs.CD_Object, "<init>",
                            ConstantDescs.MTD_void).return_());
            for (int i = 0; i < image.importedFunctions; i++) {
                type.withMethod(Unit.importMethod(i), Names.direct(image.functionType(i)),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_ABSTRACT, _ -> {});
            }
        });
    }
}
