package dev.hostless.engine;

/**
 * What a program exports.
 *
 * @param index its index among functions, tables, memories or globals
 * @param description its type in words, for instance {@code [i32] -> [i64]}
 */
public record ExportType(String name, ExternKind kind, int index, String description) {
}
