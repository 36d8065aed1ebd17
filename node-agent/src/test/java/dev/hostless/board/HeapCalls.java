package dev.hostless.board;

import dev.hostless.gogc.guest.GoWord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** Writes a module that claims to be a Go program, and calls the node's heap as it is told. */
final class HeapCalls {
    /** A function: parameters and, behind a colon, the result; i is 32 bits, l is 64. */
    static final Map<String, String> FUNCTIONS = new LinkedHashMap<>();
    static {
        FUNCTIONS.put("gogc.init", "i:");
        FUNCTIONS.put("gogc.malloc", "iii:l");
        FUNCTIONS.put("gogc.poll", ":i");
        FUNCTIONS.put("gogc.sample_every", "l:");
        FUNCTIONS.put("gogc.start", "i:");
        FUNCTIONS.put("gogc.roots", "ii:");
        FUNCTIONS.put("gogc.finish", ":");
        FUNCTIONS.put("gogc.advance", ":i");
        FUNCTIONS.put("gogc.pause", "ii:");
        FUNCTIONS.put("gogc.shade", "ii:");
        FUNCTIONS.put("gogc.bulk", "iii:");
        FUNCTIONS.put("gogc.find", "ii:i");
        FUNCTIONS.put("gogc.track", "iii:");
        FUNCTIONS.put("gogc.dead", "i:i");
        FUNCTIONS.put("gogc.pointers", "i:l");
        FUNCTIONS.put("gogc.figures", "ii:");
        FUNCTIONS.put("gogc.tune", "il:");
        FUNCTIONS.put("gogc.release", ":");
        FUNCTIONS.put("gogc.allocate", "ii:i");
        FUNCTIONS.put("gogc.free", "i:");
        FUNCTIONS.put("gogc.add_roots", "ii:");
        FUNCTIONS.put("gogc.remove_roots", "i:");
        FUNCTIONS.put("gogc.is_collection_due", ":i");
        FUNCTIONS.put("gogc.collect", ":i");
        FUNCTIONS.put("board.ram_start", "i:");
        FUNCTIONS.put("board.ram_allocate", "ii:i");
        FUNCTIONS.put("board.ram_free", "ii:");
        FUNCTIONS.put("board.ram_unused", "ii:");
        FUNCTIONS.put("board.ram_used", "ii:");
        FUNCTIONS.put("board.wait_for_interrupt", "l:i");
        FUNCTIONS.put("env.uart_write_byte", "i:");
    }
    private static final int PAGES = 4;

    private final TinyModule module = new TinyModule().memory(PAGES, -1).globals(1);
    private final Map<String, Integer> indices = new LinkedHashMap<>();
    private final List<byte[]> code = new ArrayList<>();
    private final StringJoiner told = new StringJoiner("\n");
    private final ForgedGo go;

    HeapCalls(ForgedGo go) {
        this.go = go;
        FUNCTIONS.forEach((name, type) -> {
            var parts = name.split("\\.");
            indices.put(name,
                    module.importFunction(parts[0], parts[1],
                            types(type.substring(0, type.indexOf(':'))),
                            types(type.substring(type.indexOf(':') + 1))));
        });
        code.add(TinyModule.join(TinyModule.i32(ForgedGo.STACK_POINTER), TinyModule.setGlobal(0)));
    }

    /** As the runtime begins: it says where its memory ends, and hands over the descriptor. */
    static HeapCalls begun(ForgedGo go) {
        return new HeapCalls(go).call("board.ram_start", ForgedGo.END)
                .call("gogc.init", go.descriptor);
    }

    private static byte[] types(String letters) {
        var types = new byte[letters.length()];
        for (int index = 0; index < types.length; index++) {
            types[index] = letters.charAt(index) == 'i' ? TinyModule.I32 : TinyModule.I64;
        }
        return types;
    }

    HeapCalls call(String name, long... arguments) {
        var type = FUNCTIONS.get(name);
        for (int index = 0; index < arguments.length; index++) {
            code.add(type.charAt(index) == 'i'
                    ? TinyModule.i32((int) arguments[index])
                    : TinyModule.i64(arguments[index]));
        }
        code.add(TinyModule.call(indices.get(name)));
        if (!type.endsWith(":")) {
            code.add(TinyModule.drop());
        }
        told.add(name + java.util.Arrays.toString(arguments));
        return this;
    }

    HeapCalls store(int address, int value) {
        code.add(TinyModule.join(TinyModule.i32(address), TinyModule.i32(value),
                TinyModule.store32()));
        told.add("store[" + address + ", " + value + "]");
        return this;
    }

    HeapCalls storeLong(long address, long value) {
        return store((int) address, (int) value).store((int) address + 4, (int) (value >>> 32));
    }

    /** Writes a word of 64 bits at a place that the descriptor names. */
    HeapCalls store(GoWord where, int offset, long value) {
        return storeLong(go.at(where) + offset, value);
    }

    HeapCalls stackPointer(int value) {
        code.add(TinyModule.join(TinyModule.i32(value), TinyModule.setGlobal(0)));
        told.add("SP = " + value);
        return this;
    }

    /** Does all that has been told since the beginning again and again. */
    HeapCalls foreverFrom(int calls) {
        var again = code.subList(calls, code.size());
        var loop = TinyModule.forever(TinyModule.join(again.toArray(byte[][]::new)));
        again.clear();
        code.add(loop);
        told.add("for ever");
        return this;
    }

    /** Where {@link #foreverFrom} may begin. */
    int here() {
        return code.size();
    }

    byte[] bytes() {
        module.data(ForgedGo.imageAddress(), go.image());
        module.export("_start", new byte[0], new byte[0],
                TinyModule.join(code.toArray(byte[][]::new)));
        return module.bytes();
    }

    @Override
    public String toString() {
        return told.toString();
    }
}
