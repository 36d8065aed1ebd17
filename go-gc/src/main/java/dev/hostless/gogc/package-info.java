/**
 * Go's garbage collector, seen from the node. What stands here observes a heap that the guest
 * collects by itself: {@link dev.hostless.gogc.GcTraceFilter} finds the runtime's own report of a
 * cycle in what the guest prints, and {@link dev.hostless.gogc.GcPauses} turns the moments at which
 * the runtime stops and starts the world into pauses in cycles, the same on every machine.
 *
 * <p>Nothing here has threads, clocks or global state; cycles come in as numbers.
 */
@NullMarked
package dev.hostless.gogc;

import org.jspecify.annotations.NullMarked;
