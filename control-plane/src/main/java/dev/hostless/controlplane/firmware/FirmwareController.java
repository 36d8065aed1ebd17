package dev.hostless.controlplane.firmware;

import dev.hostless.controlplane.problem.Checks;
import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.Page;
import dev.hostless.controlplane.problem.ProblemException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import java.net.URI;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/** Firmware: upload, look, download, delete. */
@RestController
@RequestMapping("/api/v1")
public final class FirmwareController {

    private static final Duration INSPECTION_LIMIT = Duration.ofSeconds(60);

    private final FirmwareStore store;
    private final FirmwareInspector inspector;
    private final BoardKnowledge boards;
    private final Scheduler inspections;
    private final long limitBytes;

    /** @param inspections runs one inspection at a time and refuses a long queue */
    public FirmwareController(
            FirmwareStore store, FirmwareInspector inspector, BoardKnowledge boards,
            Scheduler inspections, long limitBytes) {
        this.store = store;
        this.inspector = inspector;
        this.boards = boards;
        this.inspections = inspections;
        this.limitBytes = limitBytes;
    }

    @Operation(summary = "Uploads a WebAssembly module; 200 when its digest is there already")
    // @formatter:off
    @RequestBody(content = @Content(
            mediaType = "application/wasm", schema = @Schema(type = "string", format = "binary")))
    // @formatter:on
    @PostMapping(path = "/firmware", consumes = {"application/wasm",
        MediaType.APPLICATION_OCTET_STREAM_VALUE})
    Mono<ResponseEntity<Firmware>> upload(
            @RequestParam String name, @Parameter(hidden = true) ServerHttpRequest request) {
        Checks.text("name", name, 1, 128);
        if (request.getHeaders().getContentLength() > limitBytes) {
            return Mono.error(Upload.tooLarge(limitBytes));
        }
        return Mono.usingWhen(
                Upload.receive(request.getBody(), limitBytes),
                upload -> take(upload, name),
                Upload::delete);
    }

    private Mono<ResponseEntity<Firmware>> take(Upload upload, String name) {
        if (upload.sizeBytes() == 0) {
            return Mono.error(new ProblemException(
                    ErrorCode.EMPTY_FIRMWARE, "the body is empty; wanted a WebAssembly module"));
        }
        var known = store.find(upload.digest()).map(ResponseEntity::ok);
        return known
                .switchIfEmpty(Mono.defer(() -> inspect(upload)
                        .flatMap(inspection -> store.add(upload, name, inspection))
                        .map(firmware -> ResponseEntity
                                .created(URI.create("/api/v1/firmware/" + firmware.digest()))
                                .body(firmware))))
                // Somebody else uploaded the same module meanwhile.
                .switchIfEmpty(known);
    }

    private Mono<Inspection> inspect(Upload upload) {
        return Mono.fromCallable(() -> inspector.inspect(Files.readAllBytes(upload.file())))
                .subscribeOn(inspections)
                .timeout(INSPECTION_LIMIT)
                .onErrorMap(TimeoutException.class, _ -> new ProblemException(
                        ErrorCode.BUSY,
                        "the module was not validated within " + INSPECTION_LIMIT.toSeconds()
                                + " s"));
    }

    @Operation(summary = "All firmware in the order of upload")
    @GetMapping("/firmware")
    Mono<Page<Firmware>> list(
            @RequestParam(required = false) @Nullable String cursor,
            @RequestParam(required = false) @Nullable Integer limit) {
        int size = Checks.limit(limit);
        return store.list(position(cursor), size + 1)
                .collectList()
                .map(read -> Page.of(
                        read, size, firmware -> Long.toString(firmware.position())));
    }

    private static long position(@Nullable String cursor) {
        var position = Checks.cursor(cursor);
        try {
            return position == null ? 0 : Long.parseLong(position);
        } catch (NumberFormatException other) {
            throw new ProblemException(
                    ErrorCode.INVALID_PARAMETER, "cursor: it belongs to another list");
        }
    }

    @Operation(summary = "One firmware")
    @GetMapping("/firmware/{digest}")
    Mono<Firmware> firmware(@PathVariable String digest) {
        return store.firmware(digest);
    }

    @Operation(summary = "The module's bytes")
    @GetMapping(path = "/firmware/{digest}/module", produces = "application/wasm")
    Mono<ResponseEntity<Flux<DataBuffer>>> module(@PathVariable String digest) {
        return store.firmware(digest).map(store::module);
    }

    @Operation(summary = "Deletes a firmware that is not assigned")
    @DeleteMapping("/firmware/{digest}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(@PathVariable String digest) {
        return store.delete(digest);
    }

    @Operation(summary = "The kinds of boards there are")
    @GetMapping("/presets")
    Mono<List<Preset>> presets() {
        return Mono.just(boards.presets());
    }
}
