package dev.hostless.board;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/** A board for tests: runs firmware to its end and keeps what came out. */
final class TestBoard implements BoardListener {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final List<BoardState> states = new ArrayList<>();
    private final List<GcCycle> collections = new ArrayList<>();
    private final Board board;
    private final BoardState end;

    private TestBoard(BoardSpec spec, Firmware firmware, Consumer<Board> prepare) {
        board = new Board(spec, firmware, this, Pace.MAX, System::nanoTime);
        prepare.accept(board);
        end = new BoardThreads(1, 1).start("test board", board).join();
    }

    static BoardSpec spec() {
        return BoardSpec.of("test", 32 << 20, 100_000_000, 3_000_000, Map.of());
    }

    static TestBoard run(byte[] module) {
        return run(spec(), load(module), board -> {});
    }

    static TestBoard run(BoardSpec spec, Firmware firmware, Consumer<Board> prepare) {
        return new TestBoard(spec, firmware, prepare);
    }

    static Firmware load(byte[] module) {
        return load(module, Firmware.OPTIONS);
    }

    static Firmware load(byte[] module, EngineOptions options) {
        try {
            return Firmware.load(module, new Engine(options));
        } catch (FirmwareRejected rejected) {
            throw new CompletionException(rejected);
        }
    }

    BoardState end() {
        return end;
    }

    List<BoardState> states() {
        return states;
    }

    List<GcCycle> collections() {
        return collections;
    }

    BoardSnapshot figures() {
        return board.snapshot();
    }

    BoardReport report() {
        return board.report();
    }

    String hash() {
        return board.report().traceHash().orElseThrow();
    }

    List<PartFigures> parts() {
        return board.report().parts();
    }

    byte[] outBytes() {
        return out.toByteArray();
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }

    /** What a {@link WasiCalls} program printed. */
    ByteBuffer memory() {
        return ByteBuffer.wrap(outBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** The result of the n-th call of a {@link WasiCalls} program. */
    int result(int n) {
        return memory().getInt(4 * n);
    }

    @Override
    public void console(ConsoleStream stream, byte[] bytes, long cycle) {
        (stream == ConsoleStream.OUT ? out : err).writeBytes(bytes);
    }

    @Override
    public void stateChanged(BoardState state, long cycle) {
        states.add(state);
    }

    @Override
    public void gcFinished(GcCycle gc) {
        collections.add(gc);
    }
}
