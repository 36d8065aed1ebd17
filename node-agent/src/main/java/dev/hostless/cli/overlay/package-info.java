/**
 * The overlay of the bare-metal port: files of our own and edited copies of the user's own Go
 * sources, made when they are needed, with which a stock toolchain builds for a board. Nothing of
 * Go's is kept in this project. docs/go-port.md says what is replaced and why.
 */
@NullMarked
package dev.hostless.cli.overlay;

import org.jspecify.annotations.NullMarked;
