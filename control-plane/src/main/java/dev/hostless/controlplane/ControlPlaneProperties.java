package dev.hostless.controlplane;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings under {@code hostless.*}.
 *
 * @param dataDirectory where the embedded PostgreSQL and the generated tokens live
 * @param token the operators' bearer token; generated once into the data directory when absent
 * @param tokenFile a file that holds it, read at the start
 * @param joinToken what agents enrol with; likewise
 * @param joinTokenFile a file that holds it, read at the start
 * @param database an external PostgreSQL; the embedded one is started when its URL is absent
 * @param firmwareLimit the largest module that is taken
 * @param heartbeat how often agents report; three missed ones make a node Unreachable
 * @param actionExpiry how long an action waits for its acknowledgement
 */
@ConfigurationProperties("hostless")
public record ControlPlaneProperties(
        @DefaultValue(".hostless") Path dataDirectory,
        @Nullable String token,
        @Nullable Path tokenFile,
        @Nullable String joinToken,
        @Nullable Path joinTokenFile,
        @DefaultValue Database database,
        @DefaultValue("32MB") DataSize firmwareLimit,
        @DefaultValue("5s") Duration heartbeat,
        @DefaultValue("15m") Duration actionExpiry) {

    /**
     * An external PostgreSQL.
     *
     * @param url {@code postgresql://host:port/name} or {@code r2dbc:postgresql://host:port/name}
     * @param passwordFile a file that holds the password, read at the start
     */
    public record Database(
            @Nullable String url, @Nullable String username, @Nullable String password,
            @Nullable Path passwordFile) {

        /** Without the password. */
        @Override
        public String toString() {
            return "Database[" + url + ", " + username + "]";
        }
    }

    public ControlPlaneProperties {
        if (heartbeat.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "hostless.heartbeat: wanted at least 1s, got " + heartbeat);
        }
        if (firmwareLimit.toBytes() < 8 || firmwareLimit.toBytes() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "hostless.firmware-limit: wanted 8B to 2047MB, got " + firmwareLimit);
        }
        if (actionExpiry.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "hostless.action-expiry: wanted at least 1s, got " + actionExpiry);
        }
    }

    /** Without the tokens and the password. */
    @Override
    public String toString() {
        return "ControlPlaneProperties[" + dataDirectory + "]";
    }
}
