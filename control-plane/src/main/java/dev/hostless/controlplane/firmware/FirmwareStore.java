package dev.hostless.controlplane.firmware;

import dev.hostless.controlplane.database.JsonColumns;
import dev.hostless.controlplane.event.EventLog;
import dev.hostless.controlplane.event.NewEvent;
import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import static dev.hostless.controlplane.database.JsonColumns.required;

/** Firmware in PostgreSQL; the bytes in chunks, so that none is ever whole in memory. */
public final class FirmwareStore {

    static final MediaType WASM = MediaType.parseMediaType("application/wasm");

    private static final int CHUNK_BYTES = 256 * 1024;
    private static final Pattern PREFIX = Pattern.compile("(sha256:)?[0-9a-f]{4,64}");
    private static final int DIGEST_CHARACTERS = "sha256:".length() + 64;

    private final DatabaseClient database;
    private final TransactionalOperator transaction;
    private final JsonColumns columns;
    private final EventLog events;
    private final Clock clock;

    public FirmwareStore(
            DatabaseClient database, TransactionalOperator transaction, JsonColumns columns,
            EventLog events, Clock clock) {
        this.database = database;
        this.transaction = transaction;
        this.columns = columns;
        this.events = events;
        this.clock = clock;
    }

    /** Stores a module, all of it or nothing. @return empty when the digest is there already */
    Mono<Firmware> add(Upload upload, String name, Inspection inspection) {
        var memory = inspection.memory();
        return database
                .sql("""
                        insert into firmware
                            (digest, name, size_bytes, memory_bytes, uploaded_at, inspection)
                        values (:digest, :name, :size, :memory, :now, :inspection)
                        on conflict do nothing""")
                .bind("digest", upload.digest())
                .bind("name", name)
                .bind("size", upload.sizeBytes())
                .bind("memory", memory == null ? 0L : memory.initialBytes())
                .bind("now", clock.instant())
                .bind("inspection", columns.of(inspection))
                .fetch()
                .rowsUpdated()
                .filter(inserted -> inserted > 0)
                .flatMap(_ -> addChunks(upload)
                        .then(events.append(new NewEvent("firmware.uploaded", Map.of(
                                "digest", upload.digest(), "name", name,
                                "sizeBytes", upload.sizeBytes()))))
                        .then(firmware(upload.digest())))
                .as(transaction::transactional);
    }

    private Mono<Void> addChunks(Upload upload) {
        return chunksOf(upload.file())
                .index()
                .concatMap(chunk -> database.sql("""
                        insert into firmware_chunk (digest, number, bytes)
                        values (:digest, :number, :bytes)""")
                        .bind("digest", upload.digest())
                        .bind("number", chunk.getT1().intValue())
                        .bind("bytes", chunk.getT2())
                        .then(), 1)
                .then();
    }

    private static Flux<ByteBuffer> chunksOf(Path file) {
        return DataBufferUtils.readAsynchronousFileChannel(
                () -> java.nio.channels.AsynchronousFileChannel.open(
                        file, StandardOpenOption.READ),
                DefaultDataBufferFactory.sharedInstance, CHUNK_BYTES)
                .publishOn(Schedulers.boundedElastic(), 1)
                .map(buffer -> {
                    var bytes = ByteBuffer.allocate(buffer.readableByteCount());
                    buffer.toByteBuffer(bytes);
                    DataBufferUtils.release(buffer);
                    return bytes;
                });
    }

    /** Firmware in the order of upload, beginning after a position. */
    Flux<Firmware> list(long after, int limit) {
        return database.sql("""
                select * from firmware where position > :after order by position limit :limit""")
                .bind("after", after)
                .bind("limit", limit)
                .map(this::firmware)
                .all();
    }

    /** @return an error {@code FIRMWARE_UNKNOWN} when there is none */
    public Mono<Firmware> firmware(String digest) {
        return find(digest).switchIfEmpty(Mono.error(() -> unknown(digest)));
    }

    Mono<Firmware> find(String digest) {
        return database.sql("select * from firmware where digest = :digest")
                .bind("digest", digest.replace('\0', '\ufffd'))
                .map(this::firmware)
                .one();
    }

    /** The firmware whose digest begins so; at least four digits, with or without "sha256:". */
    public Mono<Firmware> byPrefix(@Nullable String prefix) {
        if (prefix == null || !PREFIX.matcher(prefix).matches()) {
            return Mono.error(() -> Checks.invalid("firmware", "wanted a digest or at least its "
                    + "first 4 hex digits, got '" + Checks.shortened(String.valueOf(prefix))
                    + "'"));
        }
        var full = prefix.startsWith("sha256:") ? prefix : "sha256:" + prefix;
        if (full.length() == DIGEST_CHARACTERS) {
            return firmware(full);
        }
        // The prefix holds only hex digits: nothing that LIKE would read differently.
        return database.sql("select * from firmware where digest like :prefix limit 2")
                .bind("prefix", full + "%")
                .map(this::firmware)
                .all()
                .collectList()
                .map(found -> switch (found.size()) {
                    case 0 -> throw unknown(prefix);
                    case 1 -> found.getFirst();
                    default -> throw new ProblemException(
                            ErrorCode.FIRMWARE_AMBIGUOUS,
                            "'" + prefix + "' begins both " + found.get(0).digest() + " and "
                                    + found.get(1).digest());
                });
    }

    private static ProblemException unknown(String digest) {
        return new ProblemException(
                ErrorCode.FIRMWARE_UNKNOWN,
                "no firmware has the digest '" + Checks.shortened(digest) + "'");
    }

    /**
     * The module's bytes. Each chunk is read by a query of its own when the reader wants it, so a
     * slow download holds neither memory nor a connection.
     */
    public ResponseEntity<Flux<DataBuffer>> module(Firmware firmware) {
        int chunks = Math.toIntExact((firmware.sizeBytes() + CHUNK_BYTES - 1) / CHUNK_BYTES);
        var body = Flux.range(0, chunks)
                .concatMap(number -> database.sql("""
                        select bytes from firmware_chunk
                        where digest = :digest and number = :number""")
                        .bind("digest", firmware.digest())
                        .bind("number", number)
                        .map(row -> (DataBuffer) DefaultDataBufferFactory.sharedInstance
                                .wrap(required(row.get("bytes", byte[].class))))
                        .one(), 1);
        return ResponseEntity.ok()
                .contentType(WASM)
                .contentLength(firmware.sizeBytes())
                .eTag("\"" + firmware.digest() + "\"")
                .body(body);
    }

    /** Deletes it, unless it is assigned: the reference from the nodes says so, no look before. */
    Mono<Void> delete(String digest) {
        return database.sql("delete from firmware where digest = :digest")
                .bind("digest", digest.replace('\0', '\ufffd'))
                .fetch()
                .rowsUpdated()
                .flatMap(deleted -> deleted == 0
                        ? Mono.<Void>error(unknown(digest))
                        : events.append(new NewEvent(
                                "firmware.deleted", Map.of("digest", digest))))
                .as(transaction::transactional)
                .onErrorMap(DataIntegrityViolationException.class, _ -> new ProblemException(
                        ErrorCode.FIRMWARE_IN_USE,
                        "nodes are to run " + digest + "; GET /api/v1/nodes names them. Assign"
                                + " them something else first"));
    }

    private Firmware firmware(Readable row) {
        return new Firmware(
                required(row.get("digest", String.class)),
                required(row.get("name", String.class)),
                required(row.get("size_bytes", Long.class)),
                required(row.get("uploaded_at", Instant.class)),
                columns.read(row, "inspection", Inspection.class),
                required(row.get("position", Long.class)));
    }
}
