package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.Step;
import dev.hostless.engine.StepHandler;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Divides the cycles of a Go program among {@link RuntimeWork}. It follows calls and returns
 * instruction by instruction; what a function retires belongs to the innermost function on the
 * stack that {@link RuntimeWork} names.
 */
final class RetiredCycles implements StepHandler {
    private static final int MAX_DEPTH = 1 << 20;

    /** Told of each call of a function, while its arguments are still in place. */
    @FunctionalInterface
    interface Calls {
        void called(Guest guest, String function);
    }

    /** How often a function was called and what it retired itself, without what it called. */
    static final class Function {
        private final String name;
        private final @Nullable RuntimeWork root;
        private int entry = Integer.MAX_VALUE;
        private long calls;
        private long cycles;

        Function(String name) {
            this.name = name;
            root = RuntimeWork.ofRoot(name);
        }

        long calls() {
            return calls;
        }

        long cycles() {
            return cycles;
        }
    }

    private final Calls observer;
    private final Map<Integer, Function> functions = new HashMap<>();
    private final long[] cycles = new long[RuntimeWork.values().length];
    private int[] stack = new int[64];
    private RuntimeWork[] works = new RuntimeWork[64];
    private int depth;
    private String before = "";
    private long charged;
    private boolean counting;

    RetiredCycles(Calls observer) {
        this.observer = observer;
    }

    void count(boolean now) {
        counting = now;
    }

    long of(RuntimeWork work) {
        return cycles[work.ordinal()];
    }

    long calls(String function) {
        return named(function).mapToLong(Function::calls).sum();
    }

    /** What a function retired itself, without those that it called. */
    long cycles(String function) {
        return named(function).mapToLong(Function::cycles).sum();
    }

    private Stream<Function> named(String name) {
        return functions.values().stream().filter(function -> function.name.equals(name));
    }

    @Override
    public void before(Step step) {
        int index = step.function();
        var function = functions.computeIfAbsent(index, _ -> new Function(step.functionName()));
        long now = step.guest().cpu().cycles();
        if (before.startsWith("memory.")) {
            // What it cost by length was charged after it was told.
            charge(now);
        }
        follow(step, index, function);
        charge(now);
        before = step.instruction();
    }

    private void charge(long now) {
        if (counting && depth > 0) {
            cycles[works[depth - 1].ordinal()] += now - charged;
            functions.get(stack[depth - 1]).cycles += now - charged;
        }
        charged = now;
    }

    private void follow(Step step, int index, Function function) {
        boolean isTop = depth > 0 && stack[depth - 1] == index;
        // After a call of the host its caller goes on.
        boolean called = before.startsWith("call")
                && (!isTop || step.wasmOffset() == function.entry);
        if (called || depth == 0) {
            function.entry = Math.min(function.entry, step.wasmOffset());
            push(index, function);
            entered(step, function);
            return;
        }
        if (isTop && before.equals("return") && depth > 1 && stack[depth - 2] == index) {
            depth--;
        }
        while (depth > 0 && stack[depth - 1] != index) {
            depth--;
        }
        if (depth == 0) {
            push(index, function);
        }
    }

    private void push(int index, Function function) {
        if (depth == stack.length) {
            if (depth == MAX_DEPTH) {
                throw new IllegalStateException("BUG: " + depth + " calls deep");
            }
            stack = Arrays.copyOf(stack, 2 * depth);
            works = Arrays.copyOf(works, 2 * depth);
        }
        var outer = depth == 0 ? RuntimeWork.PROGRAM : works[depth - 1];
        stack[depth] = index;
        works[depth++] = function.root == null ? outer : function.root;
    }

    /** Go enters a function again to resume it; only resume point 0 is a call. */
    private void entered(Step step, Function function) {
        boolean resumed = !step.locals().isEmpty() && step.locals().getFirst().intValue() != 0;
        if (counting && !resumed) {
            function.calls++;
            observer.called(step.guest(), function.name);
        }
    }
}
