package dev.hostless.board.files;

import java.nio.file.Path;

/** A part of a board's file tree, as it is asked for. */
public sealed interface VolumeSpec {
    int PATH_BYTES_MAX = 4_096;

    /** Where the guest finds it: absolute, without {@code .}, {@code ..} and empty parts. */
    String guestPath();

    /** A folder of the host, read-only. */
    record HostFolder(Path folder, String guestPath) implements VolumeSpec {
        public HostFolder {
            requirePath(guestPath);
        }
    }

    /**
     * An empty disk that forgets everything at the end.
     *
     * @param bytes what fits, 4 KiB to 1 GiB; a file or folder takes 512 B and its content
     */
    record RamDisk(String guestPath, long bytes) implements VolumeSpec {
        public static final long BYTES_MIN = 4_096;
        public static final long BYTES_MAX = 1L << 30;

        public RamDisk {
            requirePath(guestPath);
            if (bytes < BYTES_MIN || bytes > BYTES_MAX) {
                throw new IllegalArgumentException(guestPath + ": wanted a RAM disk of "
                        + BYTES_MIN + " to " + BYTES_MAX + " bytes, got " + bytes);
            }
        }
    }

    private static void requirePath(String path) {
        boolean good = path.equals("/") || path.length() <= PATH_BYTES_MAX / 4
                && path.matches("(/[^/\0]+)+") && !path.matches(".*/\\.\\.?(/.*)?");
        if (!good) {
            throw new IllegalArgumentException("wanted an absolute path of the guest such as"
                    + " /data, of at most " + PATH_BYTES_MAX / 4 + " characters and without"
                    + " '.' and '..', got '" + path + "'");
        }
    }
}
