package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import java.util.List;

/** Writes calls: direct, through a table, and to the host. */
final class Calls {
    private final Frame frame;
    private final ModuleWriter module;
    private final Expressions expressions;

    Calls(Frame frame, ModuleWriter module, Expressions expressions) {
        this.frame = frame;
        this.module = module;
        this.expressions = expressions;
    }

    /** Calls a function and keeps one value of the type of what it leaves, or makes one. */
    void direct(ValueType wanted, int depth) {
        if (wanted == ValueType.I64 && frame.oneIn(2)) {
            expressions.values(Shape.MIX.parameters(), depth - 1);
            frame.code.raw(0x10).unsigned(Shape.MIX_IMPORT);
            return;
        }
        int number = frame.random.nextInt(frame.shape.signatures().size());
        Signature signature = frame.shape.signatures().get(number);
        int function = frame.shape.function(number, frame.random.nextInt(frame.shape.alike()));
        expressions.values(signature.parameters(), depth - 1);
        frame.code.raw(0x10).unsigned(frame.shape.firstFunction() + function);
        keep(wanted, signature, depth);
    }

    void indirect(ValueType wanted, int depth) {
        int number = frame.random.nextInt(frame.shape.signatures().size());
        Signature signature = frame.shape.signatures().get(number);
        expressions.values(signature.parameters(), depth - 1);
        if (frame.dares()) {
            expressions.index(64, depth - 1);
            call(signature, frame.random.nextInt(2));
        } else {
            expressions.index(Shape.SLOTS_PER_SIGNATURE, depth - 1);
            frame.constant(number * Shape.SLOTS_PER_SIGNATURE);
            frame.code.raw(0x6a);
            call(signature, 0);
        }
        keep(wanted, signature, depth);
    }

    private void call(Signature signature, int table) {
        frame.code.raw(0x11).unsigned(module.type(signature)).unsigned(table);
    }

    private void keep(ValueType wanted, Signature signature, int depth) {
        List<ValueType> results = signature.results();
        if (results.size() == 1 && results.getFirst() == wanted) {
            return;
        }
        for (ValueType result : results.reversed()) {
            if (frame.oneIn(3)) {
                frame.code.raw(0x1a);
            } else {
                frame.code.raw(0x21).unsigned(frame.variable(result, true));
            }
        }
        expressions.value(wanted, depth - 2);
    }
}
