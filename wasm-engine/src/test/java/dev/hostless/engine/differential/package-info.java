/**
 * One module, several engines, one answer. A seeded generator writes valid modules, each engine
 * runs them, and results, traps, memory and globals must be equal.
 */
@NullMarked
package dev.hostless.engine.differential;

import org.jspecify.annotations.NullMarked;
