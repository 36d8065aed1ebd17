package dev.hostless.board;

/** Code of small guests that show what faults and parts do to them. */
final class FaultGuest {
    private static final byte[] NONE = {};
    private static final byte[] I32 = {TinyModule.I32};
    private static final byte[] I64 = {TinyModule.I64};
    private static final int BUFFER = 64;

    final TinyModule module = new TinyModule();
    private final int write = module.importFunction("env", "uart_write_byte", I32, NONE);
    private final int wait = module.importFunction("board", "wait_for_interrupt", I64, I32);
    private final int cause = module.importFunction("board", "reset_cause", NONE, I32);
    private final int idle = module.importFunction("board", "idle",
            new byte[]{TinyModule.I64, TinyModule.I32, TinyModule.I32, TinyModule.I32}, NONE);
    private final int read = module.importFunction("board", "console_read",
            new byte[]{TinyModule.I32, TinyModule.I32}, I32);
    private final int walltime = module.importFunction("board", "walltime", NONE, I64);
    private final int nanotime = module.importFunction("board", "nanotime", NONE, I64);
    private final int random = module.importFunction("board", "random",
            new byte[]{TinyModule.I32, TinyModule.I32}, I32);

    private final int load = module.importFunction("board", "mmio_read", I32, I32);
    private final int store = module.importFunction("board", "mmio_write",
            new byte[]{TinyModule.I32, TinyModule.I32}, NONE);

    /** The module whose start runs these pieces, one after the other. */
    byte[] start(byte[]... pieces) {
        module.export("_start", NONE, NONE, TinyModule.join(pieces));
        return module.bytes();
    }

    byte[] print(int letter) {
        return TinyModule.join(TinyModule.i32(letter), TinyModule.call(write));
    }

    /** 0 for power-on, 1 for brown-out, 2 for the watchdog. */
    byte[] printCause() {
        return TinyModule.join(TinyModule.call(cause), TinyModule.i32('0'), new byte[]{0x6a},
                TinyModule.call(write));
    }

    byte[] sleep(long nanos) {
        return TinyModule.join(TinyModule.i64(nanos), TinyModule.call(wait), TinyModule.drop());
    }

    /** Waits for an interrupt and prints which lines came: a for none, b for line 0 and so on. */
    byte[] printLines(long nanos) {
        return TinyModule.join(TinyModule.i64(nanos), TinyModule.call(wait), TinyModule.i32('a'),
                new byte[]{0x6a}, TinyModule.call(write));
    }

    byte[] printByte(int address) {
        return TinyModule.join(TinyModule.i32(address), new byte[]{0x2d, 0, 0},
                TinyModule.call(write));
    }

    /** Adds one to a word that is zero at first. */
    byte[] increment(int address) {
        return TinyModule.join(TinyModule.i32(address), TinyModule.i32(address),
                new byte[]{0x28, 2, 0}, TinyModule.i32(1), new byte[]{0x6a}, TinyModule.store32());
    }

    /** Waits so long without a frame; element 1 of the table goes on. */
    byte[] rest(long nanos) {
        return TinyModule.join(TinyModule.call(nanotime), TinyModule.i64(nanos), new byte[]{0x7c},
                TinyModule.i32(0), TinyModule.i32(0), TinyModule.i32(1), TinyModule.call(idle));
    }

    /** Waits for a character and prints it. */
    byte[] echo() {
        return TinyModule.join(TinyModule.i64(-1), TinyModule.i32(0), TinyModule.i32(1),
                TinyModule.i32(0), TinyModule.call(idle), TinyModule.i32(BUFFER),
                TinyModule.i32(1), TinyModule.call(read), TinyModule.drop(), printByte(BUFFER));
    }

    /** Prints by how many tenths of a millisecond the calendar is ahead: a for none. */
    byte[] printAhead(long epochNanos) {
        return TinyModule.join(TinyModule.call(walltime), TinyModule.call(nanotime),
                new byte[]{0x7d}, TinyModule.i64(epochNanos), new byte[]{0x7d},
                TinyModule.i64(100_000), new byte[]{0x7f, (byte) 0xa7}, TinyModule.i32('a'),
                new byte[]{0x6a}, TinyModule.call(write));
    }

    byte[] poke(int address, int value) {
        return TinyModule.join(TinyModule.i32(address), TinyModule.i32(value),
                TinyModule.call(store));
    }

    byte[] peek(int address) {
        return TinyModule.join(TinyModule.i32(address), TinyModule.call(load));
    }

    /** Prints a bit of a register: a for 0, b for 1. */
    byte[] printBit(int address, int bit) {
        return TinyModule.join(peek(address), TinyModule.i32(bit), new byte[]{0x76},
                TinyModule.i32(1), new byte[]{0x71}, TinyModule.i32('a'), new byte[]{0x6a},
                TinyModule.call(write));
    }

    /** Prints the low byte of a register. */
    byte[] print(byte[] word) {
        return TinyModule.join(word, TinyModule.call(write));
    }

    byte[] printRandom() {
        return TinyModule.join(TinyModule.i32(BUFFER), TinyModule.i32(4), TinyModule.call(random),
                TinyModule.drop(), printByte(BUFFER), printByte(BUFFER + 1),
                printByte(BUFFER + 2), printByte(BUFFER + 3));
    }
}
