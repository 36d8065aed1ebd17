package dev.hostless.gogc;

/**
 * What a marking found.
 *
 * @param objects objects that are marked
 * @param bytes bytes of these
 * @param scannedWords words in them that were read because they may be pointers
 */
public record MarkFigures(long objects, long bytes, long scannedWords) {
}
