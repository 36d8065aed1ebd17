/** Uploaded WebAssembly modules and what is known about them. */
@NullMarked
package dev.hostless.controlplane.firmware;

import org.jspecify.annotations.NullMarked;
