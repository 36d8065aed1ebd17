package dev.hostless.board;

import dev.hostless.board.files.FileError;
import dev.hostless.board.files.FileProblem;
import dev.hostless.engine.LinearMemory;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** What WASI calls on files have in common: errors become numbers, pointers are checked. */
final class WasiAnswer {
    private static final int PATH_BYTES_MAX = 4_096;

    /** The work of one call. */
    @FunctionalInterface
    interface Work {
        void run() throws FileProblem;
    }

    private WasiAnswer() {
    }

    static int of(Work work) {
        try {
            work.run();
            return Errno.SUCCESS;
        } catch (FileProblem problem) {
            return problem.error().errno();
        }
    }

    static void requireInside(LinearMemory memory, int address, int bytes) throws FileProblem {
        if (WasiPreview1.outside(memory, address, bytes)) {
            throw new FileProblem(FileError.FAULT);
        }
    }

    /** A path as the guest wrote it. */
    static String path(LinearMemory memory, int address, int length) throws FileProblem {
        requireInside(memory, address, length);
        if (length > PATH_BYTES_MAX) {
            throw new FileProblem(FileError.NAMETOOLONG);
        }
        try {
            var path = StandardCharsets.UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(memory.copyOf(address, length))).toString();
            if (path.indexOf('\0') >= 0) {
                throw new FileProblem(FileError.INVAL);
            }
            return path;
        } catch (CharacterCodingException e) {
            throw new FileProblem(FileError.ILSEQ);
        }
    }
}
