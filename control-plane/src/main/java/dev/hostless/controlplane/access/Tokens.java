package dev.hostless.controlplane.access;

import dev.hostless.controlplane.database.DataDirectory;
import dev.hostless.controlplane.problem.StartupRefused;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The operators' token and the agents' join token, as hashes. What is not configured is generated
 * once into the data directory: the files {@code token} and {@code join-token}.
 */
public final class Tokens {

    private static final int MINIMUM_LENGTH = 8;

    private final byte[] operatorHash;
    private final byte[] joinHash;

    private Tokens(String operator, String join) {
        if (operator.equals(join)) {
            throw new StartupRefused(
                    "hostless.token and hostless.join-token: wanted two different tokens");
        }
        operatorHash = Secrets.hash(operator);
        joinHash = Secrets.hash(join);
    }

    public static Tokens of(
            @Nullable String operator, @Nullable String join,
            Supplier<DataDirectory> directory) {
        return new Tokens(
                configured("hostless.token", operator,
                        () -> directory.get().secret("token", "op_")),
                configured("hostless.join-token", join,
                        () -> directory.get().secret("join-token", "join_")));
    }

    private static String configured(
            String name, @Nullable String value, Supplier<String> generated) {
        if (value == null || value.isBlank()) {
            return generated.get();
        }
        if (value.length() < MINIMUM_LENGTH) {
            throw new StartupRefused(name + ": wanted at least " + MINIMUM_LENGTH
                    + " characters, got " + value.length());
        }
        return value;
    }

    boolean isOperator(byte[] hash) {
        return Secrets.same(operatorHash, hash);
    }

    boolean isJoin(byte[] hash) {
        return Secrets.same(joinHash, hash);
    }
}
