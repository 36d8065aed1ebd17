package dev.hostless.controlplane.database;

import dev.hostless.controlplane.problem.StartupRefused;
import io.r2dbc.postgresql.PostgresqlConnectionConfiguration;
import io.r2dbc.postgresql.client.SSLMode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where PostgreSQL is and as whom to go there. */
public record DatabaseAddress(
        String host, int port, String name, String username, String password,
        @Nullable String sslMode) {

    private static final int DEFAULT_PORT = 5432;
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);

    /** Each distinct statement text is prepared once a connection; selectors make new texts. */
    private static final int PREPARED_STATEMENTS = 256;

    /**
     * Reads {@code [jdbc:|r2dbc:]postgresql://[user[:password]@]host[:port]/name[?sslmode=MODE]}.
     *
     * @param username wins over the one in the URL
     * @param password likewise
     */
    public static DatabaseAddress of(
            String url, @Nullable String username, @Nullable String password) {
        var bare = url.replaceFirst("^(jdbc|r2dbc):", "");
        URI uri;
        try {
            uri = new URI(bare);
        } catch (URISyntaxException wrong) {
            throw refused("cannot be read: " + wrong.getReason());
        }
        if (!"postgresql".equals(uri.getScheme()) && !"postgres".equals(uri.getScheme())) {
            throw refused("begins with '" + uri.getScheme() + "'");
        }
        var path = uri.getPath();
        if (uri.getHost() == null || path == null || path.length() < 2) {
            throw refused("names no host or no database");
        }
        var user = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
        return new DatabaseAddress(
                uri.getHost(),
                uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort(),
                path.substring(1),
                Objects.requireNonNullElse(username, user.length > 0 ? user[0] : "postgres"),
                Objects.requireNonNullElse(password, user.length > 1 ? user[1] : ""),
                sslModeOf(uri.getQuery()));
    }

    private static @Nullable String sslModeOf(@Nullable String query) {
        if (query == null) {
            return null;
        }
        if (query.startsWith("sslmode=") && query.indexOf('&') < 0) {
            return query.substring("sslmode=".length());
        }
        throw refused("has options other than sslmode: " + query);
    }

    /** The URL itself stays out of the message: it may hold a password. */
    private static StartupRefused refused(String what) {
        return new StartupRefused(
                "hostless.database.url: wanted postgresql://HOST:PORT/NAME, but it " + what);
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://" + host + ":" + port + "/" + name
                + (sslMode == null ? "" : "?sslmode=" + sslMode);
    }

    public PostgresqlConnectionConfiguration r2dbc() {
        var configuration = PostgresqlConnectionConfiguration.builder()
                .host(host)
                .port(port)
                .database(name)
                .username(username)
                .password(password)
                .applicationName("hostless")
                // Nothing here takes long; what does has met a lock or a fault: a problem.
                .statementTimeout(STATEMENT_LIMIT)
                .tcpKeepAlive(true)
                .preparedStatementCacheQueries(PREPARED_STATEMENTS);
        if (sslMode != null) {
            configuration.sslMode(SSLMode.fromValue(sslMode));
        }
        return configuration.build();
    }

    /** Without the password. */
    @Override
    public String toString() {
        return username + "@" + host + ":" + port + "/" + name;
    }
}
