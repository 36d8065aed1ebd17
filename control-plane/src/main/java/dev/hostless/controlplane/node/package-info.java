/** Nodes: the machines as the control plane sees them. */
@NullMarked
package dev.hostless.controlplane.node;

import org.jspecify.annotations.NullMarked;
