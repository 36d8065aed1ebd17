/**
 * Reads what Go's linker, compiler and runtime keep in a guest's memory: where the roots of a
 * garbage collection are, and which words of a type are pointers.
 *
 * <p>A guest hands over a {@link dev.hostless.gogc.guest.GoDescriptor} once;
 * {@link dev.hostless.gogc.guest.GoLayout} makes of it the pointer masks of types
 * ({@link dev.hostless.gogc.guest.TypeMasks}), the blocks of data and bss
 * ({@link dev.hostless.gogc.guest.GoGlobals}) and the goroutines' stacks
 * ({@link dev.hostless.gogc.guest.GoStacks}).
 *
 * <p>All of it may be forged. Every address is checked, every loop has a limit that follows from
 * the size of the memory, and what is wrong ends in a
 * {@link dev.hostless.gogc.guest.GuestLayoutProblem}.
 */
@NullMarked
package dev.hostless.gogc.guest;

import org.jspecify.annotations.NullMarked;
