/**
 * {@code ./hostless bench gc}: Go programs that allocate, with their heap in every place where it
 * can be; and {@code ./hostless bench board}: what boards cost this machine. Processor time is host
 * time, so none of this is seen by a board.
 */
@NullMarked
package dev.hostless.cli.bench;

import org.jspecify.annotations.NullMarked;
