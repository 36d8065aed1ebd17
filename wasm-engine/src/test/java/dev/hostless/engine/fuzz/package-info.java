/**
 * Hostile modules: real ones with something changed. A {@link dev.hostless.engine.fuzz.Mutator}
 * changes them, an {@link dev.hostless.engine.fuzz.Ordeal} loads, links and runs what came of it
 * with every limit set low.
 */
@NullMarked
package dev.hostless.engine.fuzz;

import org.jspecify.annotations.NullMarked;
