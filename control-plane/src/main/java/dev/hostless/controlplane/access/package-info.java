/** Bearer tokens: who may call what. */
@NullMarked
package dev.hostless.controlplane.access;

import org.jspecify.annotations.NullMarked;
