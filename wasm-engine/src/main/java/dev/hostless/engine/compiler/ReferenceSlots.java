package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * References as the slots of {@link Interpreter} hold them, so that it knows numbers only: null is
 * {@link References#NULL}, an externref the host's number, a function its index. A function of
 * another guest gets a number behind the module's own functions when it is first seen, and keeps
 * it as long as its guest keeps running.
 */
public final class ReferenceSlots {
    private final Instance instance;
    private final List<FunctionReference> foreign = new ArrayList<>();
    private final Map<FunctionReference, Integer> numbers = new HashMap<>();

    ReferenceSlots(Instance instance) {
        this.instance = instance;
    }

    /** The number of a reference, for a slot of this instance. */
    public static long slot(@Nullable Object reference, Instance instance) {
        return reference instanceof FunctionReference function && function.instance() != instance
                ? instance.referenceSlots().number(function)
                : References.toBits(reference);
    }

    /** The function reference with a number from a slot of this instance. */
    public static @Nullable Object function(long slot, Instance instance) {
        if (slot == References.NULL) {
            return null;
        }
        int own = instance.image().functions.length;
        return slot < own
                ? instance.functionReference((int) slot)
                : instance.referenceSlots().foreign.get((int) slot - own);
    }

    static @Nullable Object reference(long slot, ValueType type, Instance instance) {
        return type == ValueType.FUNCREF ? function(slot, instance) : References.extern(slot);
    }

    private long number(FunctionReference function) {
        return instance.image().functions.length
                + (long) numbers.computeIfAbsent(function, unseen -> {
                    foreign.add(unseen);
                    return foreign.size() - 1;
                });
    }
}
