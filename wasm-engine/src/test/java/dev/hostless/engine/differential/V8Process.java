package dev.hostless.engine.differential;

import dev.hostless.engine.TrapKind;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Contender.Outcome;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * V8 in a process of Node.js that lives for many modules. It tells some kinds of traps from each
 * other no better than {@link #coarse} does.
 */
final class V8Process implements AutoCloseable {
    static final int TRIALS_MAX = 8;
    private static final Path DRIVER = Path.of("src", "test", "resources", "v8", "trial.js");

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private V8Process(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.US_ASCII);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Empty where there is no {@code node} to start. */
    static Optional<V8Process> open() {
        try {
            return Optional.of(new V8Process(new ProcessBuilder("node", "--stack-size=3900",
                    DRIVER.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start()));
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    static boolean isPresent() {
        Optional<V8Process> started = open();
        started.ifPresent(V8Process::close);
        return started.isPresent();
    }

    /** The kind by which V8 reports a trap: one for each message that it has. */
    static TrapKind coarse(TrapKind kind) {
        return switch (kind) {
            case INVALID_CONVERSION_TO_INTEGER -> TrapKind.INTEGER_OVERFLOW;
            case UNDEFINED_ELEMENT -> TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS;
            case UNINITIALIZED_ELEMENT -> TrapKind.INDIRECT_CALL_TYPE_MISMATCH;
            default -> kind;
        };
    }

    /**
     * Asks for a trial, and does not wait. At most {@value #TRIALS_MAX} may be under way:
     * more answers than the pipe holds would stop both sides.
     */
    void send(RandomModule module) {
        StringJoiner request = new StringJoiner(" ")
                .add(Base64.getEncoder().encodeToString(module.bytes()))
                .add(names(module.globals()));
        for (Trial.Call call : Trial.calls(module)) {
            StringJoiner words = new StringJoiner(":").add(call.entry().name())
                    .add(names(call.entry().signature().parameters()))
                    .add(names(call.entry().signature().results()));
            for (long argument : call.arguments()) {
                words.add(Long.toHexString(argument));
            }
            request.add(words.toString());
        }
        write(request.toString());
    }

    /** The report of the oldest trial that was sent and not yet received. */
    List<String> receive(RandomModule module) {
        String[] answers = read().split(";");
        List<Trial.Call> calls = Trial.calls(module);
        if (answers.length != calls.size()) {
            throw new IllegalStateException("V8 " + answers[0]);
        }
        List<String> report = new ArrayList<>();
        for (int i = 0; i < answers.length; i++) {
            String[] parts = answers[i].split("\\|");
            String[] state = parts[1].split(" ");
            long[] globals = new long[module.globals().size()];
            for (int k = 0; k < globals.length; k++) {
                globals[k] = Long.parseUnsignedLong(state[2 + k], 16);
            }
            Trial.add(report, calls.get(i), outcome(parts[0]), Trial.state(module,
                    Integer.parseInt(state[0]), Long.parseLong(state[1], 16), globals));
        }
        return report;
    }

    @Override
    public void close() {
        process.destroy();
    }

    private void write(String request) {
        try {
            requests.write(request);
            requests.newLine();
            requests.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() {
        try {
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("Node.js ended");
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Outcome outcome(String answer) {
        if (answer.startsWith("trapped ")) {
            return new Outcome.Trapped(kind(answer));
        }
        String[] parts = answer.split(" ");
        List<Long> bits = new ArrayList<>();
        for (int i = 1; i < parts.length; i++) {
            bits.add(Long.parseUnsignedLong(parts[i], 16));
        }
        return new Outcome.Returned(bits);
    }

    private static TrapKind kind(String message) {
        if (message.contains("unreachable")) {
            return TrapKind.UNREACHABLE;
        }
        if (message.contains("by zero")) {
            return TrapKind.INTEGER_DIVIDE_BY_ZERO;
        }
        if (message.contains("unrepresentable")) {
            return TrapKind.INTEGER_OVERFLOW;
        }
        if (message.contains("signature mismatch")) {
            return TrapKind.INDIRECT_CALL_TYPE_MISMATCH;
        }
        if (message.contains("memory access") || message.contains("data segment")) {
            return TrapKind.OUT_OF_BOUNDS_MEMORY_ACCESS;
        }
        if (message.contains("table") || message.contains("element segment")) {
            return TrapKind.OUT_OF_BOUNDS_TABLE_ACCESS;
        }
        if (message.contains("call stack")) {
            return TrapKind.CALL_STACK_EXHAUSTED;
        }
        throw new IllegalStateException("a trap of no known kind: " + message);
    }

    private static String names(List<ValueType> types) {
        return types.isEmpty()
                ? "-"
                : types.stream().map(ValueType::toString).collect(Collectors.joining(","));
    }
}
