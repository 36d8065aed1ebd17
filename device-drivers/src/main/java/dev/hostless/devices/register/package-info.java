/**
 * The vocabulary in which devices declare their registers and what is left out, and the fault when
 * a register is missing.
 */
@NullMarked
package dev.hostless.devices.register;

import org.jspecify.annotations.NullMarked;
