package dev.hostless.controlplane.firmware;

import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** A body on its way to a temporary file: counted, hashed, and cut off at the limit. */
record Upload(Path file, String digest, long sizeBytes) {

    /**
     * Bytes beyond the limit that are read and dropped. Most clients send all before they read; if
     * the connection were closed meanwhile, they would not see the answer.
     */
    private static final long DROPPED_BYTES = 16L * 1024 * 1024;

    static ProblemException tooLarge(long limit) {
        return new ProblemException(
                ErrorCode.PAYLOAD_TOO_LARGE, "a firmware has at most " + limit + " bytes");
    }

    /** The file is the caller's to delete; it is gone already when this ends in an error. */
    static Mono<Upload> receive(Flux<DataBuffer> body, long limit) {
        return Mono.fromCallable(() -> Files.createTempFile("hostless-upload", ".wasm"))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(file -> receive(body, limit, file)
                        .onErrorResume(failed -> deleted(file).then(Mono.error(failed)))
                        .doOnCancel(() -> deleted(file).subscribe()));
    }

    private static Mono<Upload> receive(Flux<DataBuffer> body, long limit, Path file) {
        return Mono.defer(() -> {
            var digest = sha256();
            var size = new AtomicLong();
            var counted = body.handle((DataBuffer buffer,
                    reactor.core.publisher.SynchronousSink<DataBuffer> sink) -> {
                if (size.addAndGet(buffer.readableByteCount()) > limit) {
                    DataBufferUtils.release(buffer);
                    if (size.get() > limit + DROPPED_BYTES) {
                        sink.error(tooLarge(limit));
                    }
                    return;
                }
                try (var readable = buffer.readableByteBuffers()) {
                    readable.forEachRemaining(digest::update);
                }
                sink.next(buffer);
            }).concatWith(Mono.defer(
                    () -> size.get() > limit ? Mono.error(tooLarge(limit)) : Mono.empty()));
            // The channel asks for the next buffer when it has written the last: the socket waits.
            return Mono.using(
                    () -> AsynchronousFileChannel.open(file, StandardOpenOption.WRITE),
                    channel -> DataBufferUtils.write(counted, channel)
                            .doOnNext(DataBufferUtils.releaseConsumer())
                            .then(),
                    Upload::close)
                    .then(Mono.fromSupplier(() -> new Upload(
                            file,
                            "sha256:" + HexFormat.of().formatHex(digest.digest()),
                            size.get())));
        });
    }

    Mono<Void> delete() {
        return deleted(file);
    }

    private static Mono<Void> deleted(Path file) {
        return Mono.<Void>fromCallable(() -> {
            Files.deleteIfExists(file);
            return null;
        }).subscribeOn(Schedulers.boundedElastic());
    }

    private static void close(AsynchronousFileChannel channel) {
        try {
            channel.close();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException("closing an upload", failed);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("BUG: no SHA-256", impossible);
        }
    }
}
