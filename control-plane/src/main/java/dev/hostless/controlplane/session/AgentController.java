package dev.hostless.controlplane.session;

import dev.hostless.controlplane.access.Caller;
import dev.hostless.controlplane.firmware.FirmwareStore;
import dev.hostless.controlplane.session.message.Command;
import dev.hostless.controlplane.session.message.EnrolmentRequest;
import dev.hostless.controlplane.session.message.EnrolmentResponse;
import dev.hostless.controlplane.session.message.ReportBatch;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The agents' side of the service: docs/protocol. */
@RestController
@RequestMapping("/agent/v1")
public final class AgentController {

    private final Enrolment enrolment;
    private final CommandStream commands;
    private final ReportIntake reports;
    private final FirmwareStore firmware;

    public AgentController(
            Enrolment enrolment, CommandStream commands, ReportIntake reports,
            FirmwareStore firmware) {
        this.enrolment = enrolment;
        this.commands = commands;
        this.reports = reports;
        this.firmware = firmware;
    }

    @PostMapping("/enrolments")
    Mono<EnrolmentResponse> enrol(@RequestBody EnrolmentRequest request) {
        return enrolment.enrol(request);
    }

    @GetMapping(path = "/commands", produces = MediaType.APPLICATION_NDJSON_VALUE)
    Flux<Command> commands(Caller caller) {
        return commands.of(caller.agent());
    }

    @PostMapping("/reports")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> reports(Caller caller, @RequestBody ReportBatch batch) {
        return reports.take(caller.agent(), batch);
    }

    @GetMapping(path = "/firmware/{digest}", produces = "application/wasm")
    Mono<ResponseEntity<Flux<DataBuffer>>> firmware(@PathVariable String digest) {
        return firmware.firmware(digest).map(firmware::module);
    }
}
