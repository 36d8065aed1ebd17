package dev.hostless.gogc.guest;

import java.util.ArrayList;
import java.util.List;

/** A function of a {@link FakeGo}: its frame is open from block 1 on, and its maps are few. */
final class FakeFunction {
    private final FakeGo go;
    private final String name;
    private int id;
    private int flags;
    private int frameBytes;
    private int argumentBytes;
    private int deferReturn;
    private int locals = FakeGo.NO_DATA;
    private int arguments = FakeGo.NO_DATA;
    private int objects = FakeGo.NO_DATA;
    private final List<int[]> objectList = new ArrayList<>();

    FakeFunction(FakeGo go, String name) {
        this.go = go;
        this.name = name;
    }

    FakeFunction id(int value) {
        id = value;
        return this;
    }

    FakeFunction flags(int value) {
        flags = value;
        return this;
    }

    FakeFunction deferReturn(int value) {
        deferReturn = value;
        return this;
    }

    FakeFunction arguments(int bytes) {
        argumentBytes = bytes;
        return this;
    }

    /** A frame; bit n of a map is the n-th word of the locals. Map 0 is used up to block 2. */
    FakeFunction locals(int words, int... maps) {
        frameBytes = Long.BYTES * words;
        if (maps.length > 0) {
            locals = maps(words, maps);
        }
        return this;
    }

    FakeFunction arguments(int words, int... maps) {
        argumentBytes = Long.BYTES * words;
        arguments = maps(words, maps);
        return this;
    }

    /** A stack object: where it is, its words and which of them are pointers (up to 8). */
    FakeFunction object(int offset, int words, int mask) {
        objectList.add(new int[]{offset, words, mask});
        return this;
    }

    private int maps(int words, int... maps) {
        int address = go.room(8 + maps.length);
        go.putInt(address + go.offset(GoWord.STACK_MAP_COUNT), maps.length);
        go.putInt(address + go.offset(GoWord.STACK_MAP_BITS), words);
        for (int index = 0; index < maps.length; index++) {
            go.put(address + go.offset(GoWord.STACK_MAP_BYTES) + index, maps[index]);
        }
        return address - (int) go.at(GoWord.FUNCTION_DATA);
    }

    private int writeObjects() {
        int bytes = (int) go.at(GoWord.STACK_OBJECT_BYTES);
        int list = go.room(8 + bytes * objectList.size());
        go.putLong(list, objectList.size());
        for (int index = 0; index < objectList.size(); index++) {
            var object = objectList.get(index);
            int at = list + 8 + bytes * index;
            int mask = go.room(8);
            go.put(mask, object[2]);
            go.putInt(at + go.offset(GoWord.STACK_OBJECT_OFFSET), object[0]);
            go.putInt(at + go.offset(GoWord.STACK_OBJECT_SIZE), Long.BYTES * object[1]);
            go.putInt(at + go.offset(GoWord.STACK_OBJECT_POINTER_BYTES),
                    Long.BYTES * object[1]);
            go.putInt(at + go.offset(GoWord.STACK_OBJECT_MASK),
                    mask - (int) go.at(GoWord.READ_ONLY_DATA));
        }
        return list - (int) go.at(GoWord.FUNCTION_DATA);
    }

    /** Adds the function and answers its number. */
    int add() {
        if (!objectList.isEmpty()) {
            objects = writeObjects();
        }
        int number = go.nextFunction();
        // No frame in block 0, then one up to block 100.
        int frames = frameBytes == 0
                ? go.pcTable((byte) 2, (byte) 100, (byte) 0)
                : go.pcTable((byte) 2, (byte) 1, (byte) zigzag(frameBytes), (byte) 99, (byte) 0);
        // Map 0 in blocks 0 to 2, then map 1 up to block 100.
        int mapTable = go.pcTable((byte) 2, (byte) 3, (byte) 2, (byte) 97, (byte) 0);
        go.record(number, number, argumentBytes, go.name(name), frames, deferReturn, 2, flags,
                id, 3, 0, mapTable, arguments, locals, objects);
        return number;
    }

    private static int zigzag(int difference) {
        if (difference > 63) {
            throw new IllegalArgumentException("one byte holds no " + difference);
        }
        return 2 * difference;
    }

    static long pc(int function, int block) {
        return (long) function << 16 | block;
    }
}
