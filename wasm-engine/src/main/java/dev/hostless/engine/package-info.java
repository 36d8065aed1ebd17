/**
 * Wasm bytes become a {@link dev.hostless.engine.Program}, a program becomes a
 * {@link dev.hostless.engine.Guest}.
 *
 * <p>An {@link dev.hostless.engine.Engine} checks a module and compiles it to JVM bytecode. The
 * program that it returns is immutable and shared: a thousand boards with the same firmware run
 * the same code. Each board instantiates it with its own memory, its own host modules and its own
 * {@link dev.hostless.engine.Cpu}, which counts retired cycles.
 *
 * <p>Everything that a guest can observe is a function of the module, the host calls' results and
 * the cost table. No host time, no thread order and no state of the JIT compiler reaches a guest:
 * cycles are charged per basic block when the block is entered, and the guest can be left only at
 * a <em>safepoint</em>: a function entry, a loop header or the return of a host call.
 *
 * <h2>Cycles</h2>
 * A basic block begins at a function's entry, after {@code loop}, {@code if}, {@code else} and
 * {@code br_if}, and after the {@code end} of a {@code block} or {@code if}; calls do not end one.
 * When a block is entered it is charged the sum of the costs ({@link
 * dev.hostless.engine.CostTable}) of its instructions up to the next beginning or up to the
 * instruction after which nothing is reached. So a trap in the middle of a block has paid for the
 * whole block. On top of that, when they run: {@code memory.copy}, {@code fill} and {@code init}
 * cost {@code length / 8}; {@code table.copy}, {@code fill} and {@code init} one cycle per
 * element; a {@code memory.grow} that grows costs the new size in bytes divided by 64, a
 * {@code table.grow} that grows the new number of elements divided by 8.
 *
 * <h2>Safepoints</h2>
 * At a function's entry (after its first block is charged), at a loop's header (after the header's
 * block is charged), and after each host call and each {@code memory.atomic.wait}, the {@link
 * dev.hostless.engine.SafepointHandler} is called if the cycles have reached the deadline. Loops
 * of the shape that Go's compiler makes ("resume loops": {@code loop}, blocks, {@code local.get},
 * {@code br_table} at the start of a function) differ: entering one from above is part of the
 * entry's block and is no safepoint; a {@code br} to it is charged the header's block where it
 * stands, and is a safepoint unless it jumps forward, that is: follows {@code i32.const N;
 * local.set} with an N that leads to a segment further down.
 *
 * <h2>Threads</h2>
 * A shared memory may be imported by guests with CPUs of their own, on one thread or several;
 * atomic instructions are sequentially consistent. It is allocated at its maximum (or the memory
 * limit, if that is less), since it cannot move; its guests cannot access what lies beyond its
 * size. Waiting goes to the {@link dev.hostless.engine.WaitQueue} that the embedder supplies: it
 * takes the guest's time and blocks no thread unless the embedder wants it.
 *
 * <h2>Depth</h2>
 * Calls take units of depth ({@link dev.hostless.engine.EngineOptions#callDepth}) by function, and
 * a host function's call of a guest takes more on top for the host's own frames. So "call stack
 * exhausted" comes at the same call on every machine; the thread needs {@link
 * dev.hostless.engine.EngineOptions#threadStackBytes}.
 */
@NullMarked
package dev.hostless.engine;

import org.jspecify.annotations.NullMarked;
