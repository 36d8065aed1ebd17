/** Which request caused what: traces, where an operator collects them. */
@NullMarked
package dev.hostless.controlplane.trace;

import org.jspecify.annotations.NullMarked;
