package dev.hostless.gogc;

import java.util.stream.IntStream;

/**
 * What a span holds: a size class, and whether its objects have no pointers and are never scanned.
 * Go packs both into a byte; its number is {@link #index}.
 */
public record SpanClass(int sizeClass, boolean noscan) {
    private static final SpanClass[] ALL = IntStream.range(0, 2 * SizeClasses.LIMIT)
            .mapToObj(index -> new SpanClass(index >> 1, (index & 1) != 0))
            .toArray(SpanClass[]::new);

    /** The one instance of it. */
    public static SpanClass of(int sizeClass, boolean noscan) {
        return ALL[index(sizeClass, noscan)];
    }

    /** The number by which tables of span classes are indexed. */
    public int index() {
        return index(sizeClass, noscan);
    }

    private static int index(int sizeClass, boolean noscan) {
        return sizeClass << 1 | (noscan ? 1 : 0);
    }
}
