package dev.hostless.board;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A program that makes WASI calls in a row and then prints its memory. Results lie at address 4 n
 * for the n-th call; addresses from 512 on are free for arguments.
 */
final class WasiCalls {
    static final int DUMP_BYTES = 4_096;
    private static final int VECTOR = 504;

    private record Call(String name, Object[] arguments) {
    }

    private final List<Call> calls = new ArrayList<>();
    private final TinyModule module = new TinyModule();

    /** An Integer argument is an i32, a Long one an i64; the result is an i32. */
    WasiCalls call(String name, Object... arguments) {
        calls.add(new Call(name, arguments));
        return this;
    }

    WasiCalls data(int address, byte... bytes) {
        module.data(address, bytes);
        return this;
    }

    WasiCalls words(int address, int... words) {
        var buffer = ByteBuffer.allocate(4 * words.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int word : words) {
            buffer.putInt(word);
        }
        return data(address, buffer.array());
    }

    byte[] module() {
        words(VECTOR, 0, DUMP_BYTES);
        call("fd_write", 1, VECTOR, 1, VECTOR);
        var functions = new ArrayList<Integer>();
        for (var call : calls) {
            byte[] parameters = new byte[call.arguments().length];
            for (int i = 0; i < parameters.length; i++) {
                parameters[i] = call.arguments()[i] instanceof Long
                        ? TinyModule.I64
                        : TinyModule.I32;
            }
            functions.add(module.importFunction(WasiPreview1.MODULE, call.name(), parameters,
                    new byte[]{TinyModule.I32}));
        }
        byte[] code = {};
        for (int i = 0; i < calls.size(); i++) {
            code = TinyModule.join(code, TinyModule.i32(4 * i));
            for (var argument : calls.get(i).arguments()) {
                code = TinyModule.join(code, argument instanceof Long wide
                        ? TinyModule.i64(wide)
                        : TinyModule.i32((Integer) argument));
            }
            code = TinyModule.join(code, TinyModule.call(functions.get(i)), TinyModule.store32());
        }
        module.export("_start", new byte[0], new byte[0], code);
        return module.bytes();
    }
}
