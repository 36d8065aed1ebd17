/** Desired state: which firmware which nodes are to run. */
@NullMarked
package dev.hostless.controlplane.assignment;

import org.jspecify.annotations.NullMarked;
