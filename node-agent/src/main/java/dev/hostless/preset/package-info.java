/**
 * The board kinds of {@code docs/protocol/presets.json}, for the agent and the command line. It
 * stands between them and {@code board}, which itself reads no JSON.
 */
@NullMarked
package dev.hostless.preset;

import org.jspecify.annotations.NullMarked;
