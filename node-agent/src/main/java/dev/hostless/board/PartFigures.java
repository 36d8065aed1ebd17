package dev.hostless.board;

import java.util.SortedMap;

/**
 * What is to be said of a part at the end of a run.
 *
 * @param name as the board's specification has it
 * @param kind as board files write it
 * @param figures by name; docs/board-files.md says which there are
 */
public record PartFigures(String name, String kind, SortedMap<String, Long> figures) {
}
