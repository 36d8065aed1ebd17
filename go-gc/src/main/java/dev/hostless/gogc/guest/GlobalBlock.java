package dev.hostless.gogc.guest;

/**
 * A part of a program's data or bss, to be scanned in one step.
 *
 * @param address where it begins
 * @param bytes how long it is, at most {@link GoGlobals#BLOCK_BYTES}
 * @param mask where its part of the pointer mask begins; 0 if the runtime has not made the mask
 *     yet, so that every word may be a pointer
 */
public record GlobalBlock(int address, int bytes, int mask) {
}
