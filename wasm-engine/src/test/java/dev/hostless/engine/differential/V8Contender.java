package dev.hostless.engine.differential;

import dev.hostless.engine.TrapKind;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.RandomModule.Entry;
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
 * V8 in a process of Node.js. It tells some kinds of traps from each other no better than
 * {@link #coarse} does.
 */
final class V8Contender implements Contender, AutoCloseable {
    static final int TRIALS_MAX = 8;
    private static final Path DRIVER = Path.of("src", "test", "resources", "v8", "trial.js");

    private final Process process;
    private final BufferedWriter requests;
    private final BufferedReader answers;

    private V8Contender(Process process) {
        this.process = process;
        this.requests = process.outputWriter(StandardCharsets.US_ASCII);
        this.answers = process.inputReader(StandardCharsets.UTF_8);
    }

    /** Empty where there is no {@code node} to start. */
    static Optional<V8Contender> open() {
        try {
            return Optional.of(new V8Contender(new ProcessBuilder("node", "--stack-size=3900",
                    DRIVER.toString()).redirectError(ProcessBuilder.Redirect.INHERIT).start()));
        } catch (IOException missing) {
            return Optional.empty();
        }
    }

    static boolean isPresent() {
        Optional<V8Contender> started = open();
        started.ifPresent(V8Contender::close);
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

    @Override
    public Running start(byte[] module) {
        String answer = ask("start " + Base64.getEncoder().encodeToString(module));
        if (!answer.equals("ok")) {
            throw new IllegalStateException("V8 " + answer);
        }
        return new V8Running();
    }

    /**
     * Asks for a whole trial, and does not wait. At most {@value #TRIALS_MAX} may be under way:
     * more answers than the pipe holds would stop both sides.
     */
    void send(RandomModule module) {
        StringJoiner request = new StringJoiner(" ").add("trial")
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

    @Override
    public String toString() {
        return "V8";
    }

    private String ask(String request) {
        write(request);
        return read();
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

    private final class V8Running implements Running {
        @Override
        public Outcome call(Entry entry, long... arguments) {
            StringJoiner request = new StringJoiner(" ").add("call").add(entry.name())
                    .add(names(entry.signature().parameters()))
                    .add(names(entry.signature().results()));
            for (long argument : arguments) {
                request.add(Long.toHexString(argument));
            }
            return outcome(ask(request.toString()));
        }

        @Override
        public byte[] memory() {
            return Base64.getDecoder().decode(ask("memory"));
        }

        @Override
        public long global(String name, ValueType type) {
            return Long.parseUnsignedLong(ask("global " + name + " " + type), 16);
        }
    }
}
