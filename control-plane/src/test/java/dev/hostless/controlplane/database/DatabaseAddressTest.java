package dev.hostless.controlplane.database;

import dev.hostless.controlplane.problem.StartupRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DatabaseAddressTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "r2dbc:", "jdbc:"})
    void allSpellingsOfAUrlMeanTheSame(String prefix) {
        var address = DatabaseAddress.of(
                prefix + "postgresql://db.example:5433/fleet?sslmode=require", "me", "secret");
        assertThat(address).isEqualTo(
                new DatabaseAddress("db.example", 5433, "fleet", "me", "secret", "require"));
        assertThat(address.jdbcUrl())
                .isEqualTo("jdbc:postgresql://db.example:5433/fleet?sslmode=require");
    }

    @Test
    void userAndPortHaveDefaultsAndMayStandInTheUrl() {
        assertThat(DatabaseAddress.of("postgresql://u:p@h/d", null, null))
                .isEqualTo(new DatabaseAddress("h", 5432, "d", "u", "p", null));
        assertThat(DatabaseAddress.of("postgresql://h/d", null, null).username())
                .isEqualTo("postgres");
    }

    @Test
    void thePasswordIsInNoText() {
        assertThat(DatabaseAddress.of("postgresql://u:geheim@h/d", null, null).toString())
                .doesNotContain("geheim");
        assertThatThrownBy(() -> DatabaseAddress.of("postgresql://u:geheim@h/", null, null))
                .message().doesNotContain("geheim");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mysql://h/d", "postgresql://h", "postgresql:///d", "x y",
        "postgresql://h/d?ssl=true"})
    void otherUrlsAreRefused(String url) {
        assertThatThrownBy(() -> DatabaseAddress.of(url, null, null))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("wanted postgresql://HOST:PORT/NAME");
    }
}
