package dev.hostless.engine.compiler;

import dev.hostless.engine.MalformedProgram;
import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Operand types and open blocks of the validation algorithm (specification, appendix). */
final class TypeStack {
    /** A value of any type, as unreachable code has them. */
    static final char ANY = '?';

    /** An open block. */
    static final class Block {
        final int opcode;
        final String parameters;
        final String results;
        private final int height;
        private boolean unreachable;

        Block(int opcode, String parameters, String results, int height) {
            this.opcode = opcode;
            this.parameters = parameters;
            this.results = results;
            this.height = height;
        }

        String labelTypes() {
            return opcode == Opcode.LOOP ? parameters : results;
        }
    }

    private final BodyReader body;
    private char[] types = new char[32];
    private int height;
    private final List<Block> blocks = new ArrayList<>();

    TypeStack(BodyReader body) {
        this.body = body;
    }

    static String letters(List<ValueType> types) {
        if (types.isEmpty()) {
            return "";
        }
        var text = new StringBuilder();
        for (ValueType type : types) {
            text.append(type.letter());
        }
        return text.toString();
    }

    int depth() {
        return blocks.size();
    }

    void push(char type) {
        if (height == types.length) {
            types = Arrays.copyOf(types, height * 2);
        }
        types[height++] = type;
    }

    void push(String all) {
        for (int i = 0; i < all.length(); i++) {
            push(all.charAt(i));
        }
    }

    char pop() {
        var block = blocks.getLast();
        if (height == block.height) {
            if (block.unreachable) {
                return ANY;
            }
            throw invalid("type mismatch: a value wanted, the stack is empty");
        }
        return types[--height];
    }

    char pop(char wanted) {
        char found = pop();
        if (found != wanted && found != ANY && wanted != ANY) {
            throw invalid("type mismatch: %s wanted, %s found".formatted(name(wanted),
                    name(found)));
        }
        return found == ANY ? wanted : found;
    }

    void pop(String all) {
        for (int i = all.length() - 1; i >= 0; i--) {
            pop(all.charAt(i));
        }
    }

    void open(int opcode, String parameters, String results) {
        blocks.add(new Block(opcode, parameters, results, height));
        push(parameters);
    }

    Block close() {
        var block = blocks.getLast();
        pop(block.results);
        if (height != block.height) {
            throw invalid("type mismatch: %d values left at the end of a block"
                    .formatted(height - block.height));
        }
        return blocks.removeLast();
    }

    void unreachable() {
        var block = blocks.getLast();
        height = block.height;
        block.unreachable = true;
    }

    Block label(int depth) {
        if (depth < 0 || depth >= blocks.size()) {
            throw invalid("unknown label " + Integer.toUnsignedString(depth));
        }
        return blocks.get(blocks.size() - 1 - depth);
    }

    MalformedProgram invalid(String message) {
        return new MalformedProgram("%s at byte 0x%x".formatted(message, body.offset), true);
    }

    private static String name(char letter) {
        for (ValueType type : ValueType.values()) {
            if (type.letter() == letter) {
                return type.toString();
            }
        }
        return "any";
    }
}
