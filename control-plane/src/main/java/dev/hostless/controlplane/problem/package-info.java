/** Errors as RFC 9457 problems. */
@NullMarked
package dev.hostless.controlplane.problem;

import org.jspecify.annotations.NullMarked;
