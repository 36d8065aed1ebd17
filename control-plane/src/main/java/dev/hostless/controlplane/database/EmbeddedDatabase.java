package dev.hostless.controlplane.database;

import dev.hostless.controlplane.problem.StartupRefused;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * A PostgreSQL of our own in the data directory. It listens on loopback only, with a password, and
 * writes through to the disk. It runs in a session of its own: Ctrl-C reaches it only through us.
 */
public final class EmbeddedDatabase implements Closeable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    /** Written when the cluster is complete: without it initdb was interrupted. */
    private static final String COMPLETE = "postgres.complete";
    /** The library asks a shell for the distribution before it looks for them itself. */
    private static final List<String> BINARIES = List.of(
            "postgres-linux-x86_64.txz", "postgres-linux-arm_64.txz");
    private static final String ACCESS_RULES = """
            # Written by Hostless: a password for everyone, and only from this machine.
            host all all 127.0.0.1/32 scram-sha-256
            host all all ::1/128 scram-sha-256
            """;

    private final EmbeddedPostgres server;
    private final Path data;
    private final DatabaseAddress address;

    private EmbeddedDatabase(EmbeddedPostgres server, Path data, DatabaseAddress address) {
        this.server = server;
        this.data = data;
        this.address = address;
    }

    /** Starts it on a free port; ends a server that an earlier, killed control plane left. */
    public static EmbeddedDatabase start(DataDirectory directory) {
        requireBinaries();
        var data = directory.path().resolve("postgres");
        var complete = directory.path().resolve(COMPLETE);
        var password = directory.secret("database-password", "");
        try {
            OrphanedPostmaster.stop(data);
            if (!Files.exists(complete)) {
                FileSystemUtils.deleteRecursively(data);
            }
            var server = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setLocaleConfig("locale", "C")
                    .setConnectConfig("password", password)
                    .setPGStartupWait(START_LIMIT)
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("unix_socket_directories", "")
                    // The library turns these off, for tests; a restart is to lose nothing.
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    // Not in the shared temporary directory, where others could put theirs.
                    .setOverrideWorkingDirectory(
                            directory.path().resolve("postgres-binaries").toFile())
                    .start();
            var address = new DatabaseAddress(
                    "127.0.0.1", server.getPort(), "postgres", "postgres", password, null);
            restrictAccess(server, data, password);
            if (!Files.exists(complete)) {
                Files.createFile(complete);
            }
            log.info("PostgreSQL runs on 127.0.0.1:{} in {}", server.getPort(), data);
            return new EmbeddedDatabase(server, data, address);
        } catch (IOException failed) {
            throw new UncheckedIOException("embedded PostgreSQL in " + data, failed);
        }
    }

    /** A container image has none: there PostgreSQL is a service of its own. */
    private static void requireBinaries() {
        var loader = EmbeddedPostgres.class.getClassLoader();
        boolean linux = System.getProperty("os.name").equals("Linux");
        if (linux && BINARIES.stream().allMatch(file -> loader.getResource(file) == null)) {
            throw new StartupRefused("hostless.database.url: wanted the address of a PostgreSQL,"
                    + " postgresql://HOST:PORT/NAME, got nothing, and this installation has no"
                    + " embedded one");
        }
    }

    /** The library's clusters trust every local user; ours asks for the password. */
    private static void restrictAccess(EmbeddedPostgres server, Path data, String password)
            throws IOException {
        var rules = data.resolve("pg_hba.conf");
        if (Files.readString(rules).equals(ACCESS_RULES)) {
            return;
        }
        try (var connection = server.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            // The password is base64url: it needs no quoting.
            statement.execute("alter role postgres password '" + password + "'");
            Files.writeString(rules, ACCESS_RULES);
            statement.execute("select pg_reload_conf()");
        } catch (SQLException failed) {
            throw new IOException("cannot restrict access to PostgreSQL", failed);
        }
    }

    public DatabaseAddress address() {
        return address;
    }

    @Override
    public void close() throws IOException {
        server.close();
        // The library gives it five seconds; its last checkpoint may take longer.
        OrphanedPostmaster.stop(data);
    }
}
