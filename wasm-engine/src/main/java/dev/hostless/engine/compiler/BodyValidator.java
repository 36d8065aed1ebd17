package dev.hostless.engine.compiler;

import dev.hostless.engine.MalformedProgram;
import dev.hostless.engine.ValueType;
import java.util.BitSet;
import java.util.List;

import static dev.hostless.engine.ValueType.FUNCREF;

/**
 * Validates one body (specification, 3.3) while {@link BodyCheck} walks over it, in one pass and
 * without keeping anything.
 */
final class BodyValidator {
    private final ModuleImage image;
    private final BodyReader body;
    private final TypeStack stack;
    private final List<ValueType> locals;
    private final BitSet declared;
    private final String results;

    BodyValidator(ModuleImage image, int function, BodyReader body, List<ValueType> locals,
            BitSet declared) {
        this.image = image;
        this.body = body;
        this.locals = locals;
        this.declared = declared;
        stack = new TypeStack(body);
        results = TypeStack.letters(image.functionType(function).results());
        stack.open(ControlFrame.FUNCTION, "", results);
    }

    /** Open blocks, the function's own counted. */
    int depth() {
        return stack.depth();
    }

    /** Checks the instruction that the reader holds. */
    void instruction() {
        int opcode = body.opcode;
        String type = InstructionTypes.of(opcode);
        if (type != null) {
            if (opcode >= Opcode.I32_LOAD && opcode <= Opcode.I64_STORE32) {
                memory();
                if (Integer.compareUnsigned(body.index,
                        InstructionTypes.naturalAlignment(opcode)) > 0) {
                    throw stack.invalid("alignment must not be larger than natural");
                }
            } else if (opcode >= Opcode.MEMORY_ATOMIC_NOTIFY && opcode != Opcode.ATOMIC_FENCE) {
                memory();
                if (body.index != InstructionTypes.atomicAlignment(opcode)) {
                    throw stack.invalid("alignment of an atomic access must be natural,"
                            + " not larger or smaller");
                }
            }
            apply(type);
        } else if (opcode <= Opcode.CALL_INDIRECT) {
            control(opcode);
        } else if (opcode <= Opcode.TABLE_SET) {
            variable(opcode);
        } else if (opcode < 0xfc00) {
            other(opcode);
        } else {
            bulk(opcode);
        }
    }

    private void apply(String type) {
        int arrow = type.indexOf('>');
        for (int i = arrow - 1; i >= 0; i--) {
            stack.pop(type.charAt(i));
        }
        for (int i = arrow + 1; i < type.length(); i++) {
            stack.push(type.charAt(i));
        }
    }

    private void control(int opcode) {
        switch (opcode) {
            case Opcode.UNREACHABLE -> stack.unreachable();
            case Opcode.BLOCK, Opcode.LOOP, Opcode.IF -> open(opcode);
            case Opcode.ELSE -> {
                var block = stack.close();
                if (block.opcode != Opcode.IF) {
                    throw new MalformedProgram(
                            "else without if at byte 0x%x".formatted(body.offset), false);
                }
                stack.open(Opcode.ELSE, block.parameters, block.results);
            }
            case Opcode.END -> {
                var block = stack.close();
                if (block.opcode == Opcode.IF && !block.parameters.equals(block.results)) {
                    throw stack.invalid("type mismatch: an if without else keeps its types");
                }
                if (stack.depth() > 0) {
                    stack.push(block.results);
                }
            }
            case Opcode.BR -> {
                stack.pop(stack.label(body.index).labelTypes());
                stack.unreachable();
            }
            case Opcode.BR_IF -> {
                String types = stack.label(body.index).labelTypes();
                stack.pop('I');
                stack.pop(types);
                stack.push(types);
            }
            case Opcode.BR_TABLE -> branchTable();
            case Opcode.RETURN -> {
                stack.pop(results);
                stack.unreachable();
            }
            case Opcode.CALL -> {
                index("function", body.index, image.functions.length);
                call(body.index);
            }
            case Opcode.CALL_INDIRECT -> indirect();
            default -> {
            }
        }
    }

    private void call(int function) {
        var type = image.functionType(function);
        stack.pop(TypeStack.letters(type.parameters()));
        stack.push(TypeStack.letters(type.results()));
    }

    private void indirect() {
        if (table(body.second) != FUNCREF) {
            throw stack.invalid("type mismatch: a table of funcref wanted");
        }
        index("type", body.index, image.types.size());
        var type = image.types.get(body.index);
        stack.pop('I');
        stack.pop(TypeStack.letters(type.parameters()));
        stack.push(TypeStack.letters(type.results()));
    }

    private void open(int opcode) {
        if (opcode == Opcode.IF) {
            stack.pop('I');
        }
        String parameters = "";
        String outcome = "";
        if (body.immediate >= 0) {
            index("type", (int) body.immediate, image.types.size());
            var type = image.types.get((int) body.immediate);
            parameters = TypeStack.letters(type.parameters());
            outcome = TypeStack.letters(type.results());
        } else if (body.immediate != BodyReader.EMPTY_BLOCK) {
            int code = (int) body.immediate & 0x7f;
            var type = ValueTypes.of(code);
            if (type == null) {
                Refusals.type(code, body.offset);
            }
            if (type == null || body.immediate < BodyReader.EMPTY_BLOCK) {
                throw new MalformedProgram(
                        "malformed block type at byte 0x%x".formatted(body.offset), false);
            }
            outcome = String.valueOf(type.letter());
        }
        stack.pop(parameters);
        stack.open(opcode, parameters, outcome);
    }

    private void branchTable() {
        stack.pop('I');
        int arity = stack.label(body.labels[body.labels.length - 1]).labelTypes().length();
        for (int label : body.labels) {
            String types = stack.label(label).labelTypes();
            if (types.length() != arity) {
                throw stack.invalid("type mismatch: labels of a br_table differ");
            }
            char[] popped = new char[arity];
            for (int i = arity - 1; i >= 0; i--) {
                popped[i] = stack.pop();
                if (popped[i] != TypeStack.ANY && popped[i] != types.charAt(i)) {
                    throw stack.invalid("type mismatch: operand of a br_table");
                }
            }
            for (char type : popped) {
                stack.push(type);
            }
        }
        stack.unreachable();
    }

    private void variable(int opcode) {
        switch (opcode) {
            case Opcode.DROP -> stack.pop();
            case Opcode.SELECT -> select();
            case Opcode.SELECT_TYPED -> {
                var type = ValueTypes.of(body.index);
                if (type == null) {
                    Refusals.type(body.index, body.offset);
                }
                if (body.second != 1 || type == null) {
                    throw stack.invalid("invalid result arity");
                }
                stack.pop('I');
                stack.pop(type.letter());
                stack.pop(type.letter());
                stack.push(type.letter());
            }
            case Opcode.LOCAL_GET -> stack.push(local());
            case Opcode.LOCAL_SET -> stack.pop(local());
            case Opcode.LOCAL_TEE -> {
                stack.pop(local());
                stack.push(local());
            }
            case Opcode.GLOBAL_GET, Opcode.GLOBAL_SET -> global(opcode);
            case Opcode.TABLE_GET -> {
                char type = table(body.index).letter();
                stack.pop('I');
                stack.push(type);
            }
            default -> {
                stack.pop(table(body.index).letter());
                stack.pop('I');
            }
        }
    }

    private void select() {
        stack.pop('I');
        char first = stack.pop();
        char second = stack.pop(first);
        if (first == 'R' || first == 'X' || second == 'R' || second == 'X') {
            throw stack.invalid("type mismatch: select of references needs its type");
        }
        stack.push(first == TypeStack.ANY ? second : first);
    }

    private void global(int opcode) {
        index("global", body.index, image.globals.size());
        var global = image.globals.get(body.index);
        if (opcode == Opcode.GLOBAL_GET) {
            stack.push(global.type().letter());
        } else if (global.mutable()) {
            stack.pop(global.type().letter());
        } else {
            throw stack.invalid("global is immutable: " + body.index);
        }
    }

    private void other(int opcode) {
        switch (opcode) {
            case Opcode.MEMORY_SIZE -> {
                memory();
                stack.push('I');
            }
            case Opcode.MEMORY_GROW -> {
                memory();
                apply("I>I");
            }
            case Opcode.REF_NULL -> {
                var type = ValueTypes.of(body.index);
                if (type == null) {
                    Refusals.heapType(body.index, body.offset);
                }
                if (type == null || !type.isReference()) {
                    throw new MalformedProgram(
                            "malformed reference type at byte 0x%x".formatted(body.offset), false);
                }
                stack.push(type.letter());
            }
            case Opcode.REF_IS_NULL -> {
                char type = stack.pop();
                if (type != 'R' && type != 'X' && type != TypeStack.ANY) {
                    throw stack.invalid("type mismatch: a reference wanted");
                }
                stack.push('I');
            }
            default -> {
                index("function", body.index, image.functions.length);
                if (!declared.get(body.index)) {
                    throw stack.invalid("undeclared function reference " + body.index);
                }
                stack.push('R');
            }
        }
    }

    private void bulk(int opcode) {
        switch (opcode) {
            case Opcode.MEMORY_INIT -> {
                memory();
                segment(body.index);
                apply("III>");
            }
            case Opcode.DATA_DROP -> segment(body.index);
            case Opcode.MEMORY_COPY, Opcode.MEMORY_FILL -> {
                memory();
                apply("III>");
            }
            case Opcode.TABLE_INIT -> {
                var type = table(body.second);
                index("elem segment", body.index, image.elements.size());
                same(type, image.elements.get(body.index).type());
                apply("III>");
            }
            case Opcode.ELEM_DROP -> index("elem segment", body.index, image.elements.size());
            case Opcode.TABLE_COPY -> {
                same(table(body.index), table(body.second));
                apply("III>");
            }
            case Opcode.TABLE_GROW -> apply(table(body.index).letter() + "I>I");
            case Opcode.TABLE_SIZE -> {
                table(body.index);
                stack.push('I');
            }
            default -> apply("I" + table(body.index).letter() + "I>");
        }
    }

    private void same(ValueType one, ValueType other) {
        if (one != other) {
            throw stack.invalid("type mismatch: %s wanted, %s found".formatted(one, other));
        }
    }

    private void segment(int number) {
        if (image.dataCount < 0) {
            throw new MalformedProgram(
                    "data count section required at byte 0x%x".formatted(body.offset), false);
        }
        index("data segment", number, image.dataCount);
    }

    private char local() {
        index("local", body.index, locals.size());
        return locals.get(body.index).letter();
    }

    private ValueType table(int number) {
        index("table", number, image.tables.size());
        return image.tables.get(number).element();
    }

    private void memory() {
        if (image.memories.isEmpty()) {
            throw stack.invalid("unknown memory 0");
        }
    }

    private void index(String what, int number, int count) {
        if (Integer.compareUnsigned(number, count) >= 0) {
            throw stack.invalid("unknown %s %s".formatted(what, Integer.toUnsignedString(number)));
        }
    }
}
