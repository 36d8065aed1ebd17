package dev.hostless.gogc;

/**
 * An allocated object.
 *
 * @param address where it begins, unsigned
 * @param bytes what it has, which may be more than was asked for
 * @param index its number in its span
 */
public record HeapObject(int address, int bytes, int index, SpanClass spanClass) {
}
