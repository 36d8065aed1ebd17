/**
 * Board files: YAML that says what a board is made of, what it is given and what goes wrong on it.
 * docs/board-files.md lists every key; docs/board-file.schema.json says the same to editors. Only
 * whoever reads a board file loads the classes of the YAML library.
 */
@NullMarked
package dev.hostless.boardfile;

import org.jspecify.annotations.NullMarked;
