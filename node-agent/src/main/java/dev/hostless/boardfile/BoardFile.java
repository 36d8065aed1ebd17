package dev.hostless.boardfile;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.FaultPlan;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What a board file says.
 *
 * @param path as it was given
 * @param digest of the file's bytes, {@code sha256:} and 64 hex digits
 * @param spec the board, without arguments
 * @param faults what goes wrong on it
 */
public record BoardFile(Path path, String digest, BoardSpec spec, FaultPlan faults) {
    /** Largest file that is read, bytes. */
    public static final int BYTES_MAX = 65_536;

    /**
     * Reads a board file.
     *
     * @throws BoardFileProblem saying what is wrong and where
     */
    public static BoardFile read(Path path) {
        byte[] bytes = bytes(path);
        var folder = path.toAbsolutePath().getParent();
        if (folder == null) {
            throw new BoardFileProblem(path, "wanted a file, got the root folder");
        }
        try {
            var reader = new BoardFileReader(folder);
            reader.read(YamlReader.read(text(path, bytes)));
            return new BoardFile(path, digest(bytes), reader.spec(), reader.faults());
        } catch (EntryProblem problem) {
            throw new BoardFileProblem(path, problem.place(), problem.reason());
        }
    }

    private static byte[] bytes(Path path) {
        if (Files.isDirectory(path)) {
            throw new BoardFileProblem(path, "wanted a board file, it is a folder");
        }
        try (var in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(BYTES_MAX + 1);
            if (bytes.length > BYTES_MAX) {
                throw new BoardFileProblem(path, "wanted at most " + BYTES_MAX
                        + " bytes, it has more");
            }
            return bytes;
        } catch (NoSuchFileException e) {
            throw new BoardFileProblem(path, "no such file");
        } catch (IOException e) {
            throw new BoardFileProblem(path, "cannot be read: " + e.getMessage());
        }
    }

    private static String text(Path path, byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new BoardFileProblem(path, "wanted text in UTF-8, it is not");
        }
    }

    static String digest(byte[] bytes) {
        try {
            return "sha256:" + HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("BUG: every Java platform has SHA-256", e);
        }
    }
}
