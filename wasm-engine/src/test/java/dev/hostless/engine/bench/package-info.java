/**
 * {@code ./hostless bench engine}: our engine beside others on the same programs. A
 * {@link dev.hostless.engine.bench.Worker} process for each engine and program runs when it is
 * told to; {@link dev.hostless.engine.bench.EngineBench} warms the workers of one program up, has
 * them run in turns, and prints what came of it. {@code docs/benchmarks.md} describes the method.
 */
@NullMarked
package dev.hostless.engine.bench;

import org.jspecify.annotations.NullMarked;
