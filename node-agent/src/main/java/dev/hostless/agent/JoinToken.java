package dev.hostless.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the join token comes from; a file is read at each enrolment, since it may be renewed. */
sealed interface JoinToken {

    String read();

    record Given(String token) implements JoinToken {

        @Override
        public String read() {
            return token;
        }

        @Override
        public String toString() {
            return "Given[token=***]";
        }
    }

    record InFile(Path file) implements JoinToken {

        @Override
        public String read() {
            try {
                return Files.readString(file).strip();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the join token from " + file, e);
            }
        }
    }
}
