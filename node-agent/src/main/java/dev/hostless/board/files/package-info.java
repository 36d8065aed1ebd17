/**
 * The files of a board: read-only images of folders of the host, and RAM disks, in one tree.
 *
 * <p>The tree is walked here and nowhere else, name by name, over nodes of our own: a path of the
 * guest's is never handed to the host. A folder of the host is listed when the guest first looks
 * into it and a file is read when it is first opened, each once, and each is told to the board's
 * event log by its digest; after that the host may change what it wants. Names come in sorted
 * order, inodes are numbered in the order of discovery, times are the board's.
 *
 * <p>Guests are hostile: paths, links, descriptors, nodes and bytes all have limits, and what
 * breaks one gets the {@link dev.hostless.board.files.FileError} that WASI has for it.
 */
@NullMarked
package dev.hostless.board.files;

import org.jspecify.annotations.NullMarked;
