/**
 * The command line: {@code ./hostless run} and its siblings. A command is a class of its own,
 * loaded only when it is called, because what a start costs is paid on every one. Nothing here
 * touches Spring.
 */
@NullMarked
package dev.hostless.cli;

import org.jspecify.annotations.NullMarked;
