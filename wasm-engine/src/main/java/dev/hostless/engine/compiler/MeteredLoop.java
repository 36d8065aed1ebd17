package dev.hostless.engine.compiler;

import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

import static java.lang.classfile.Opcode.DUP;
import static java.lang.classfile.Opcode.I2L;
import static java.lang.classfile.Opcode.IFGE;
import static java.lang.classfile.Opcode.IFLT;
import static java.lang.classfile.Opcode.L2I;

/**
 * A loop that is branched to, as two nested loops of the JVM's: the inner one charges the header
 * and tests the fuel at its back edge; the outer one goes once around when the fuel is used up.
 *
 * <pre>
 *     charge; if (fuel &lt; 0) goto stop
 *   again:
 *   inner:
 *     body; every branch to the loop goes to repeat
 *     goto behind
 *   repeat:
 *     charge; if (fuel &gt;= 0) goto inner
 *   stop:
 *     safepoint; goto again
 *   behind:
 * </pre>
 *
 * <p>C2 keeps nothing in registers over a call. With the call of the safepoint inside the loop it
 * kept the loop's variables in memory all the time, though the call is rare. Two labels at one
 * place would be one loop with two back edges to it, hence the {@code nop} between them.
 */
final class MeteredLoop {
    /** No machine has registers for more; each costs 16 bytes of code or so. */
    private static final int MOST_KEPT = 16;

    private final MethodContext method;
    private final Assembler assembler;
    private final int cost;
    private final int offset;
    private final Label again;
    private final Label inner;
    private final Label stop;

    MeteredLoop(MethodContext method, int cost) {
        this.method = method;
        this.assembler = method.assembler();
        this.cost = cost;
        this.offset = method.body().offset;
        again = assembler.newLabel();
        inner = assembler.newLabel();
        stop = assembler.newLabel();
    }

    /** The header is charged, and all operands are in their slots. */
    void enter() {
        method.loadFuel();
        assembler.branch(IFLT, stop);
        var frame = method.layout().frame(method.stack());
        assembler.bind(again, frame);
        assembler.nop();
        assembler.bind(inner, frame);
    }

    /**
     * The loop's end; the operands are those at the header.
     *
     * @param repeat what the branches to the loop jump to; null if none is reached
     */
    void repeat(Metering metering, @Nullable Label repeat) {
        var frame = method.layout().frame(method.stack());
        if (repeat != null) {
            assembler.bind(repeat, frame);
            metering.charge(cost);
            method.loadFuel();
            assembler.branch(IFGE, inner);
        }
        assembler.bind(stop, frame);
        var kept = named();
        if (kept == null) {
            metering.callSafepoint(offset);
        } else {
            keepingLocals(kept);
        }
        assembler.jump(again);
    }

    /**
     * The locals that an innermost loop without calls names; null for other loops, where a call
     * takes the registers anyway, and where they are too many for registers.
     */
    private @Nullable BitSet named() {
        int end = method.body().position();
        var body = new BodyReader(method.unit().image().bytes, offset, end);
        var named = new BitSet();
        body.next();
        while (body.hasNext()) {
            int opcode = body.next();
            if (opcode >= Opcode.LOCAL_GET && opcode <= Opcode.LOCAL_TEE) {
                named.set(body.index);
            } else if (opcode == Opcode.LOOP || opcode == Opcode.CALL
                    || opcode == Opcode.CALL_INDIRECT || opcode == Opcode.MEMORY_GROW) {
                return null;
            }
        }
        var locals = method.scan().locals;
        return named.cardinality() <= MOST_KEPT
                && named.stream().noneMatch(local -> locals.get(local).isReference())
                        ? named
                        : null;
    }

    /** The safepoint, with the loop's locals in an array so that none lives across the call. */
    private void keepingLocals(BitSet kept) {
        var locals = method.scan().locals;
        int array = method.layout().scratch();
        int count = kept.cardinality();
        assembler.constant(count + 1);
        assembler.newLongs();
        int[] slots = kept.stream().toArray();
        for (int i = 0; i < count; i++) {
            var type = locals.get(slots[i]);
            assembler.op(DUP);
            assembler.constant(i);
            assembler.load(ValueTypes.kind(type), method.layout().local(slots[i]));
            Bits.toLong(assembler, type);
            assembler.arrayStore(TypeKind.LONG);
        }
        assembler.op(DUP);
        assembler.constant(count);
        method.loadFuel();
        assembler.op(I2L);
        assembler.arrayStore(TypeKind.LONG);
        method.markLine(offset);
        method.loadInstance();
        method.loadDepth();
        assembler.invokeStatic(Names.CD_RUNTIME, "safepoint", "([J%sI)[J".formatted(
                Names.CD_INSTANCE.descriptorString()));
        assembler.store(TypeKind.REFERENCE, array);
        for (int i = 0; i < count; i++) {
            var type = locals.get(slots[i]);
            assembler.load(TypeKind.REFERENCE, array);
            assembler.constant(i);
            assembler.arrayLoad(TypeKind.LONG);
            Bits.toValue(assembler, type);
            assembler.store(ValueTypes.kind(type), method.layout().local(slots[i]));
        }
        assembler.load(TypeKind.REFERENCE, array);
        assembler.constant(count);
        assembler.arrayLoad(TypeKind.LONG);
        assembler.op(L2I);
        method.storeFuel();
        method.loadMemoryField();
    }
}
