package dev.hostless.engine;

/**
 * What a program imports.
 *
 * @param description its type in words, for instance {@code [i32] -> [i64]}
 */
public record ImportType(String module, String name, ExternKind kind, String description) {
}
