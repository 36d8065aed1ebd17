package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.constant.MethodTypeDesc;

/** Locals, globals, tables and references. */
final class VariableEmitter {
    private final MethodContext method;
    private final CallEmitter calls;
    private final Assembler assembler;
    private final OperandStack stack;

    VariableEmitter(MethodContext method, CallEmitter calls) {
        this.method = method;
        this.calls = calls;
        this.assembler = method.assembler();
        this.stack = method.stack();
    }

    void local(int opcode, int index) {
        var type = method.scan().locals.get(index);
        int slot = method.layout().local(index);
        if (opcode == Opcode.LOCAL_GET) {
            assembler.load(ValueTypes.kind(type), slot);
            stack.push(type);
            return;
        }
        stack.prepare(1);
        if (opcode == Opcode.LOCAL_TEE) {
            assembler.op(type.isWide()
                    ? java.lang.classfile.Opcode.DUP2
                    : java.lang.classfile.Opcode.DUP);
        } else {
            stack.pop(1);
        }
        assembler.store(ValueTypes.kind(type), slot);
    }

    void globalGet(int global) {
        var type = method.unit().image().globals.get(global).type();
        method.loadInstance();
        String field = Unit.globalField(global);
        if (!method.unit().isCell(global)) {
            assembler.getField(Names.CD_MODULE, field, ValueTypes.descriptor(type));
        } else {
            assembler.getField(Names.CD_MODULE, field, Names.CD_CELL);
            if (type.isReference()) {
                cell("reference", "()Ljava/lang/Object;");
            } else {
                cell("bits", "()J");
                Bits.toValue(assembler, type);
            }
        }
        stack.push(type);
    }

    void globalSet(int global) {
        var type = method.unit().image().globals.get(global).type();
        stack.prepare(1);
        stack.pop(1);
        String field = Unit.globalField(global);
        if (!method.unit().isCell(global)) {
            method.loadInstance();
            if (type.isWide()) {
                assembler.op(java.lang.classfile.Opcode.DUP_X2);
                assembler.op(java.lang.classfile.Opcode.POP);
            } else {
                assembler.op(java.lang.classfile.Opcode.SWAP);
            }
            assembler.putField(Names.CD_MODULE, field, ValueTypes.descriptor(type));
            return;
        }
        int scratch = method.layout().scratch();
        assembler.store(ValueTypes.kind(type), scratch);
        method.loadInstance();
        assembler.getField(Names.CD_MODULE, field, Names.CD_CELL);
        assembler.load(ValueTypes.kind(type), scratch);
        if (type.isReference()) {
            cell("reference", "(Ljava/lang/Object;)V");
        } else {
            Bits.toLong(assembler, type);
            cell("bits", "(J)V");
        }
    }

    private void cell(String name, String descriptor) {
        assembler.invokeVirtual(Names.CD_CELL, name, MethodTypeDesc.ofDescriptor(descriptor));
    }

    void reference(int opcode, int index) {
        switch (opcode) {
            case Opcode.REF_NULL -> {
                assembler.nullConstant();
                stack.push(index == ValueType.EXTERNREF.code()
                        ? ValueType.EXTERNREF
                        : ValueType.FUNCREF);
            }
            case Opcode.REF_FUNC -> {
                method.loadInstance();
                assembler.constant(index);
                assembler.invokeVirtual(Names.CD_MODULE, "functionReference",
                        MethodTypeDesc.of(Names.CD_REFERENCE,
                                java.lang.constant.ConstantDescs.CD_int));
                stack.push(ValueType.FUNCREF);
            }
            default -> {
                stack.prepare(1);
                stack.pop(1);
                runtime("isNull", "(Ljava/lang/Object;)I");
                stack.push(ValueType.I32);
            }
        }
    }

    void table(int opcode, int first, int second) {
        method.markLine();
        var element = method.unit().image().tables;
        switch (opcode) {
            case Opcode.TABLE_GET -> {
                on(1, first, "tableGet", "(ITI)O");
                stack.push(element.get(first).element());
            }
            case Opcode.TABLE_SET -> on(2, first, "tableSet", "(IOTI)V");
            case Opcode.TABLE_SIZE -> {
                on(0, first, "tableSize", "(TI)I");
                stack.push(ValueType.I32);
            }
            case Opcode.TABLE_GROW -> {
                stack.prepare(2);
                stack.pop(2);
                calls.loadTable(first);
                method.loadInstance();
                method.loadFuel();
                runtime("tableGrow", "(%s)J".formatted("Ljava/lang/Object;I"
                        + Names.CD_TABLE.descriptorString()
                        + Names.CD_INSTANCE.descriptorString() + "I"));
                method.unpackFuel();
                stack.push(ValueType.I32);
            }
            case Opcode.TABLE_FILL -> instance(first, -1, "tableFill", "(IOIT%sI)I");
            case Opcode.TABLE_COPY -> {
                stack.prepare(3);
                calls.loadTable(second);
                instance(first, -1, "tableCopy", "(IIITT%sI)I");
            }
            case Opcode.TABLE_INIT -> instance(second, first, "tableInit", "(IIITI%sI)I");
            default -> {
                method.loadInstance();
                assembler.constant(first);
                runtime("elementDrop", "(" + Names.CD_INSTANCE.descriptorString() + "I)V");
            }
        }
    }

    private void on(int operands, int table, String name, String descriptor) {
        stack.prepare(operands);
        stack.pop(operands);
        calls.loadTable(table);
        method.loadFuel();
        runtime(name, descriptor.replace("T", Names.CD_TABLE.descriptorString())
                .replace("O", "Ljava/lang/Object;"));
    }

    private void instance(int table, int segment, String name, String descriptor) {
        stack.prepare(3);
        stack.pop(3);
        calls.loadTable(table);
        if (segment >= 0) {
            assembler.constant(segment);
        }
        method.loadInstance();
        method.loadFuel();
        runtime(name,
                descriptor.replace("O", "Ljava/lang/Object;")
                        .replace("T", Names.CD_TABLE.descriptorString())
                        .formatted(Names.CD_INSTANCE.descriptorString()));
        method.storeFuel();
    }

    private void runtime(String name, String descriptor) {
        assembler.invokeStatic(Names.CD_RUNTIME, name, descriptor);
    }
}
