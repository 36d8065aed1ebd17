/** Figures of nodes, and figures of many nodes merged. */
@NullMarked
package dev.hostless.controlplane.telemetry;

import org.jspecify.annotations.NullMarked;
