/**
 * Recordings of runs: what a board was, what reached it and when, and what it did. One line of JSON
 * each; docs/recording.md describes them. What is written here is all that is needed to make the
 * run again, and to say where another one begins to differ.
 */
@NullMarked
package dev.hostless.cli.recording;

import org.jspecify.annotations.NullMarked;
