/**
 * Go's memory and its garbage collector, in the node, for two kinds of heap.
 *
 * <p>A <b>hosted heap</b> lives here: {@link dev.hostless.gogc.Heap} makes objects in a board's
 * memory as Go's own allocator does, out of spans of size classes, which come from one of three
 * page allocators, and {@link dev.hostless.gogc.HeapCollector} collects it, at once or in slices
 * beside the program.
 *
 * <p>A <b>guest heap</b> is collected by the guest itself and observed from here:
 * {@link dev.hostless.gogc.GcTraceFilter} finds the runtime's own report of a cycle in what the
 * guest prints, and {@link dev.hostless.gogc.GcPauses} turns the moments at which the runtime stops
 * and starts the world into pauses in cycles, the same on every machine.
 *
 * <p>Nothing here has threads, clocks or global state; cycles come in as numbers.
 */
@NullMarked
package dev.hostless.gogc;

import org.jspecify.annotations.NullMarked;
