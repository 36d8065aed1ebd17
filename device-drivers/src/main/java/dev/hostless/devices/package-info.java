/**
 * What is soldered on a board: register blocks on a bus, an interrupt controller, and the time
 * that they share.
 *
 * <p>A device has two faces. Inward it is {@link dev.hostless.devices.Mmio}: words at offsets, as
 * its manual gives them, declared in a register file so that an access mode is a word in a table
 * and never code. Outward it has wires: an {@link dev.hostless.devices.InterruptLine} to whatever
 * controller the board has, and a face for the chip at the other end, such as
 * {@link dev.hostless.devices.UartLine}. A device knows neither the board nor the other devices.
 *
 * <p>Interrupts are levels. Every change of a device's state ends in recomputing its level from
 * its registers, so a level can never be forgotten; what became of each rise is counted by
 * {@link dev.hostless.devices.Nvic}.
 *
 * <p>Time is the {@link dev.hostless.devices.clock.VirtualClock} and moves only when the board
 * advances it. The board does so before each access to a register, so that a device that counts
 * lazily is right whenever somebody looks.
 *
 * <p>Nothing here has threads, locks, host time or randomness of the host.
 */
@NullMarked
package dev.hostless.devices;

import org.jspecify.annotations.NullMarked;
