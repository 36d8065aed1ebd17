package dev.hostless.board;

/**
 * What this process did with its cache of code.
 *
 * @param hits modules that were found
 * @param misses modules that were not
 * @param damaged files that were removed because nothing could be done with them
 * @param written files
 * @param evicted files that made room for others
 * @param failures accesses that the file system refused
 */
public record CodeCacheFigures(int hits, int misses, int damaged, int written, int evicted,
        int failures) {
}
