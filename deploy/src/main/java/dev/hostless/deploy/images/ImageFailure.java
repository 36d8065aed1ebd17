package dev.hostless.deploy.images;

import org.jspecify.annotations.Nullable;

/** An image cannot be made; the message says what was wanted and what was found. */
final class ImageFailure extends RuntimeException {

    ImageFailure(String message) {
        super(message);
    }

    ImageFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
