/** Things to do once on a node: stored before they are sent, sent until acknowledged. */
@NullMarked
package dev.hostless.controlplane.action;

import org.jspecify.annotations.NullMarked;
