package dev.hostless.engine;

import dev.hostless.engine.compiler.FunctionReference;
import dev.hostless.engine.compiler.Meter;

/** A function of a guest, resolved once and called often. */
public final class GuestFunction implements Extern {
    private final FunctionType type;
    private final FunctionReference reference;

    GuestFunction(FunctionType type, FunctionReference reference) {
        this.type = type;
        this.reference = reference;
    }

    public FunctionType type() {
        return type;
    }

    FunctionReference reference() {
        return reference;
    }

    /**
     * Calls the function with raw bits and answers raw bits: an f32 is in the low 32 bits; a
     * reference is {@link Guest#NULL_REFERENCE}, or a number that the host chose (externref), or
     * the index of a function of this guest (funcref).
     *
     * @throws Trap the guest's fault
     * @throws GuestExit a host function ended the run
     * @throws GuestCancelled the run was ended from outside
     */
    public long[] call(long... arguments) {
        if (arguments.length != type.parameters().size()) {
            throw new IllegalArgumentException("%d arguments wanted for %s, %d given"
                    .formatted(type.parameters().size(), type, arguments.length));
        }
        Meter meter = reference.meter();
        int depth = meter.depth;
        boolean nested = !meter.enter();
        try {
            if (nested) {
                descend(meter);
            }
            return reference.invoke(arguments);
        } catch (Trap trap) {
            trap.settle(meter);
            throw trap;
        } catch (StackOverflowError e) {
            throw new Trap(TrapKind.CALL_STACK_EXHAUSTED,
                    TrapKind.CALL_STACK_EXHAUSTED.wording() + ": the thread's stack is smaller"
                            + " than EngineOptions.threadStackBytes()");
        } finally {
            meter.depth = depth;
            meter.leave();
        }
    }

    /** The host's frames between two of the guest take room on the same stack. */
    private static void descend(Meter meter) {
        if (meter.depth < EngineOptions.HOST_CALL_UNITS) {
            throw new Trap(TrapKind.CALL_STACK_EXHAUSTED,
                    TrapKind.CALL_STACK_EXHAUSTED.wording());
        }
        meter.depth -= EngineOptions.HOST_CALL_UNITS;
    }

    @Override
    public String description() {
        return type.toString();
    }
}
