package dev.hostless.gogc;

/**
 * What is in use of one span class.
 *
 * @param spans spans of it
 * @param spanBytes bytes of these spans
 * @param objects allocated objects, those that nothing refers to any more included
 * @param objectBytes bytes of these objects
 * @param freed objects that are no more
 * @param freedBytes bytes of these
 */
public record ClassFigures(SpanClass spanClass, int spans, long spanBytes, long objects,
        long objectBytes, long freed, long freedBytes) {
}
