package dev.hostless.controlplane.firmware;

import dev.hostless.controlplane.Service;
import dev.hostless.controlplane.TestAgent;
import dev.hostless.controlplane.TinyModule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.BodyInserters;
import reactor.core.publisher.Flux;

import static dev.hostless.controlplane.Service.problem;
import static org.assertj.core.api.Assertions.assertThat;

class FirmwareControllerTest {

    private static final MediaType WASM = MediaType.parseMediaType("application/wasm");

    private final Service service = Service.shared();

    private WebTestClient.ResponseSpec upload(byte[] module) {
        return service.operator().post().uri("/api/v1/firmware?name=x")
                .contentType(WASM)
                .bodyValue(module)
                .exchange();
    }

    private void refused(byte[] module, Consumer<WebTestClient.ResponseSpec> problem) {
        problem.accept(upload(module));
        // The service goes on.
        service.anyone().get().uri("/actuator/health").exchange().expectStatus().isOk();
    }

    @Test
    void anUploadIsStoredInspectedAndGivenBackUnchanged() {
        var module = new TinyModule()
                .importing("wasi_snapshot_preview1", "fd_write")
                .importing("board", "irq_pending")
                .memoryPages(3)
                .filler(1000)
                .bytes();
        var answer = service.operator().post().uri("/api/v1/firmware?name=tiny")
                .contentType(WASM).bodyValue(module).exchange()
                .expectStatus().isCreated()
                .expectHeader().valueMatches("Location", "/api/v1/firmware/sha256:[0-9a-f]{64}")
                .expectBody()
                .jsonPath("$.name").isEqualTo("tiny")
                .jsonPath("$.sizeBytes").isEqualTo(module.length)
                .jsonPath("$.inspection.interfaces[0]").isEqualTo("wasip1")
                .jsonPath("$.inspection.interfaces[1]").isEqualTo("board")
                .jsonPath("$.inspection.imports[0].name").isEqualTo("fd_write")
                .jsonPath("$.inspection.memory.initialPages").isEqualTo(3)
                .jsonPath("$.inspection.functionCount").isEqualTo(1)
                .jsonPath("$.inspection.hasNameSection").isEqualTo(false)
                .jsonPath("$.inspection.fits[0]").isEqualTo("nrf52840")
                .returnResult();
        var location = answer.getResponseHeaders().getLocation();
        var bytes = service.operator().get().uri(location + "/module").exchange()
                .expectStatus().isOk()
                .expectHeader().contentType(WASM)
                .expectBody().returnResult().getResponseBody();
        assertThat(bytes).isEqualTo(module);
    }

    @Test
    void theSameModuleAgainIsAnsweredWith200AndItsFirstName() {
        var module = new TinyModule().filler(1001).bytes();
        service.upload("first", module);
        service.operator().post().uri("/api/v1/firmware?name=second")
                .contentType(MediaType.APPLICATION_OCTET_STREAM).bodyValue(module).exchange()
                .expectStatus().isOk()
                .expectBody().jsonPath("$.name").isEqualTo("first");
    }

    @Test
    void aModuleOfManyChunksIsGivenBackUnchanged() {
        var module = new TinyModule().filler(200_000).bytes();
        var digest = service.upload("large", module);
        assertThat(service.operator().get().uri("/api/v1/firmware/" + digest + "/module")
                .exchange().expectBody().returnResult().getResponseBody()).isEqualTo(module);
    }

    @Test
    void anEmptyBodyIsRefused() {
        refused(new byte[0], problem(400, "EMPTY_FIRMWARE", "empty"));
    }

    @Test
    void aModuleThatIsCutOffInsideASectionIsRefused() {
        var module = new TinyModule().importing("board", "mmio_read").filler(40).bytes();
        for (int missing = 1; missing < 45; missing++) {
            refused(Arrays.copyOf(module, module.length - missing),
                    problem(422, "INVALID_FIRMWARE", "malformed"));
        }
        for (int length = 1; length < 8; length++) {
            refused(Arrays.copyOf(module, length), problem(422, "INVALID_FIRMWARE", "wanted"));
        }
    }

    @Test
    void randomBytesAreRefusedAndSayWhatWasWanted() {
        long seed = Long.getLong("seed", 42);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            var bytes = new byte[1 + random.nextInt(5000)];
            random.nextBytes(bytes);
            refused(bytes, problem(422, "INVALID_FIRMWARE", "00 61 73 6d"));
        }
    }

    @Test
    void aModuleWithRandomDamageIsAcceptedOrRefusedButNeverAnError() {
        long seed = Long.getLong("seed", 43);
        System.out.println("seed " + seed);
        var random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            var module = new TinyModule().importing("env", "uart_init").filler(round).bytes();
            for (int flips = 0; flips < 3; flips++) {
                module[8 + random.nextInt(module.length - 8)] = (byte) random.nextInt();
            }
            refused(module, response -> response.expectStatus()
                    .value(status -> assertThat(status).isIn(200, 201, 413, 422)));
        }
    }

    @Test
    void aDeclaredLengthBeyondTheLimitIsRefused() {
        refused(new byte[300 * 1024], problem(413, "PAYLOAD_TOO_LARGE", "262144"));
    }

    @Test
    void aStreamThatGrowsBeyondTheLimitIsRefused() {
        var endless = Flux.<DataBuffer>generate(sink -> sink
                .next(DefaultDataBufferFactory.sharedInstance.wrap(new byte[16 * 1024])))
                .take(64);
        problem(413, "PAYLOAD_TOO_LARGE", "262144").accept(service.operator().post()
                .uri("/api/v1/firmware?name=x")
                .contentType(WASM)
                .body(BodyInserters.fromDataBuffers(endless))
                .exchange());
    }

    @Test
    void unknownImportsAreRefusedAndEachIsNamed() {
        refused(new TinyModule()
                .importing("board", "irq_pending")
                .importing("board", "self_destruct")
                .importing("wasi_unstable", "fd_write")
                .bytes(),
                problem(422, "UNKNOWN_IMPORT", "board.self_destruct", "wasi_unstable.fd_write"));
    }

    /** As a program with several cores does, whose memory LLVM's linker leaves to its host. */
    @Test
    void anImportedMemoryCountsAsTheModulesOwn() throws IOException {
        var module = Files.readAllBytes(Path.of("../deploy/firmware/c-cores/firmware.wasm"));
        upload(module).expectStatus().is2xxSuccessful()
                .expectBody()
                .jsonPath("$.inspection.imports[?(@.name=='memory')].kind").isEqualTo("memory")
                .jsonPath("$.inspection.memory.shared").isEqualTo(true)
                .jsonPath("$.inspection.memory.initialPages").isNumber();
        refused(new TinyModule().importing("env", "memory").bytes(),
                problem(422, "UNKNOWN_IMPORT", "env.memory (function)"));
    }

    @Test
    void memoryLargerThanEveryPresetIsRefused() {
        refused(new TinyModule().memoryPages(10_000).bytes(),
                problem(422, "FIRMWARE_DOES_NOT_FIT", "655360000", "536870912"));
    }

    @Test
    void anInvalidBodyIsRefusedWithTheValidatorsReason() {
        // i32.add on an empty stack
        refused(new TinyModule().body(0x00, 0x6a, 0x0b).bytes(),
                problem(422, "INVALID_FIRMWARE", "refused"));
    }

    @Test
    void aFewBytesThatClaimMillionsOfLocalsAreRefusedBeforeValidation() {
        // one group of 2^32 - 1 locals of type i32
        refused(new TinyModule().body(0x01, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x7f, 0x0b).bytes(),
                problem(422, "INVALID_FIRMWARE", "more than 50000 locals"));
    }

    @Test
    void typesThatAreTooWideAreRefusedBeforeValidation() {
        refused(new TinyModule().results(300).bytes(),
                problem(422, "INVALID_FIRMWARE", "300 values"));
    }

    @Test
    void nestingWithoutEndIsRefusedOrAcceptedButStopsNothing() {
        var body = new int[100_001];
        Arrays.fill(body, 0x02);
        for (int index = 2; index < body.length; index += 2) {
            body[index] = 0x40;
        }
        body[0] = 0;
        refused(new TinyModule().body(body).bytes(), problem(422, "INVALID_FIRMWARE"));
    }

    @Test
    void otherContentTypesAreRefused() {
        problem(415, "UNSUPPORTED_MEDIA_TYPE", "application/wasm").accept(service.operator()
                .post().uri("/api/v1/firmware?name=x")
                .contentType(MediaType.APPLICATION_JSON).bodyValue("{}").exchange());
    }

    @Test
    void aNameIsNeeded() {
        problem(400, "INVALID_PARAMETER", "name").accept(service.operator()
                .post().uri("/api/v1/firmware").contentType(WASM)
                .bodyValue(new TinyModule().bytes()).exchange());
        problem(422, "INVALID_FIELD", "name", "control character").accept(service.operator()
                .post().uri(java.net.URI.create(service.url() + "/api/v1/firmware?name=%01"))
                .contentType(WASM)
                .bodyValue(new TinyModule().bytes()).exchange());
        problem(422, "INVALID_FIELD", "1 to 128").accept(service.operator()
                .post().uri("/api/v1/firmware?name=" + "x".repeat(129)).contentType(WASM)
                .bodyValue(new TinyModule().bytes()).exchange());
    }

    @Test
    void theListIsReadPageByPage() {
        for (int index = 0; index < 3; index++) {
            service.upload("page", new TinyModule().filler(2000 + index).bytes());
        }
        String cursor = "";
        int seen = 0;
        do {
            var page = service.operator().get()
                    .uri("/api/v1/firmware?limit=2&cursor=" + cursor).exchange()
                    .expectStatus().isOk()
                    .expectBody(java.util.Map.class).returnResult().getResponseBody();
            assertThat((java.util.List<?>) page.get("items")).hasSizeLessThanOrEqualTo(2);
            seen += ((java.util.List<?>) page.get("items")).size();
            cursor = (String) page.get("next");
        } while (cursor != null);
        assertThat(seen).isGreaterThanOrEqualTo(3);
    }

    @Test
    void unknownDigestsAre404() {
        problem(404, "FIRMWARE_UNKNOWN", "sha256:12").accept(service.operator()
                .get().uri("/api/v1/firmware/sha256:12").exchange());
        problem(404, "FIRMWARE_UNKNOWN").accept(service.operator()
                .get().uri("/api/v1/firmware/x/module").exchange());
        problem(404, "FIRMWARE_UNKNOWN").accept(service.operator()
                .delete().uri("/api/v1/firmware/y").exchange());
    }

    @Test
    void assignedFirmwareIsNotDeleted() {
        var digest = service.upload("kept", new TinyModule().filler(3000).bytes());
        var agent = TestAgent.enrol(service, 1);
        service.assign("name=" + agent.node(0), digest);
        problem(409, "FIRMWARE_IN_USE", digest).accept(service.operator()
                .delete().uri("/api/v1/firmware/" + digest).exchange());
        var other = service.upload("next", new TinyModule().filler(3001).bytes());
        service.assign("name=" + agent.node(0), other);
        service.operator().delete().uri("/api/v1/firmware/" + digest).exchange()
                .expectStatus().isNoContent();
        service.operator().get().uri("/api/v1/firmware/" + digest).exchange()
                .expectStatus().isNotFound();
    }

    @Test
    void presetsAreTheProtocols() {
        service.operator().get().uri("/api/v1/presets").exchange()
                .expectStatus().isOk()
                .expectBody()
                .jsonPath("$[?(@.name == 'go-64m')].ramBytes").isEqualTo(67108864)
                .jsonPath("$[?(@.default == true)].name").isEqualTo("go-64m");
    }
}
