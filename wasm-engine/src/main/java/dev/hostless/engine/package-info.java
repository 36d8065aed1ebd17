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
 */
@NullMarked
package dev.hostless.engine;

import org.jspecify.annotations.NullMarked;
