/**
 * A board: one guest, one clock, the devices around it, and nothing else.
 *
 * <p>A {@link dev.hostless.board.Firmware} is checked and compiled once; any number of
 * {@link dev.hostless.board.Board}s run it, each with the RAM, clock and settings of its
 * {@link dev.hostless.board.BoardSpec}. Time is the guest's own retired cycles: when the guest
 * waits, the clock jumps to the next event. Equal inputs therefore give an equal
 * {@linkplain dev.hostless.board.BoardReport#traceHash() trace hash} on every machine.
 *
 * <p>This package knows no Spring, no sockets, no host clock and no host randomness. Its callers
 * hand in a {@code LongSupplier hostNanos}, which is used for figures only, and a
 * {@link dev.hostless.board.Pace}, which says how board time follows host time.
 */
@NullMarked
package dev.hostless.board;

import org.jspecify.annotations.NullMarked;
