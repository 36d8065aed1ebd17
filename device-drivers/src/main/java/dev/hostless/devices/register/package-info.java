/** The vocabulary in which devices declare their registers, and the fault when one is missing. */
@NullMarked
package dev.hostless.devices.register;

import org.jspecify.annotations.NullMarked;
