/** What happened, in order: stored, bounded, and streamed. */
@NullMarked
package dev.hostless.controlplane.event;

import org.jspecify.annotations.NullMarked;
