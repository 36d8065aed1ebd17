/** Virtual time: cycles, and what is due at which of them. */
@NullMarked
package dev.hostless.devices.clock;

import org.jspecify.annotations.NullMarked;
