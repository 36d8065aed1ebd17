package dev.hostless.gogc;

/**
 * One entry of a heap map: a span.
 *
 * @param address where it begins
 * @param pages how many it has
 * @param spanClass what it holds
 * @param elementBytes bytes of each object
 * @param objects objects that it has room for
 * @param allocated of these, those that are in use or wait for the sweep
 * @param marked objects that the marking under way has found, or the last one if it is not swept
 * @param swept whether the last sweep has come by
 */
public record SpanFigures(int address, int pages, SpanClass spanClass, int elementBytes,
        int objects, int allocated, int marked, boolean swept) {
}
