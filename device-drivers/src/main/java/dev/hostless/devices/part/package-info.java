/** Chips and things at the far end of a device's wires. */
@NullMarked
package dev.hostless.devices.part;

import org.jspecify.annotations.NullMarked;
