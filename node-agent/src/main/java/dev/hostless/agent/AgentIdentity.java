package dev.hostless.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Who this agent is.
 *
 * @param name of the agent, beginning of its nodes' names
 * @param key kept in the data directory, so that the agent enrols as the same one after a restart
 * @param boot of this process, drawn anew at each start
 */
record AgentIdentity(String name, String key, String boot) {

    private static final int KEY_BYTES = 16;
    private static final int BOOT_BYTES = 8;

    /** The name of the board with this index, counted from 0. */
    String node(int index) {
        return name + "-" + index;
    }

    static AgentIdentity of(String name, Path dataDirectory) throws IOException {
        var random = new SecureRandom();
        return new AgentIdentity(name, keyIn(dataDirectory.resolve("key"), random),
                hex(random, BOOT_BYTES));
    }

    private static String keyIn(Path file, SecureRandom random) throws IOException {
        if (Files.exists(file)) {
            var key = Files.readString(file).strip();
            if (!key.matches("[0-9a-f]{16,128}")) {
                throw new IOException(file + " holds no agent key (16 to 128 hex digits); remove it"
                        + " to enrol as a new agent under a name that is not taken");
            }
            return key;
        }
        var key = hex(random, KEY_BYTES);
        var fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions
                .asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, key + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        return key;
    }

    private static String hex(SecureRandom random, int bytes) {
        var drawn = new byte[bytes];
        random.nextBytes(drawn);
        return HexFormat.of().formatHex(drawn);
    }
}
