package dev.hostless.board;

/** Small firmware with a hosted heap, for tests of other packages. */
public final class HostedModule {
    public static final int OBJECT_BYTES = 64;

    private HostedModule() {
    }

    private static HeapCalls objects(int count) {
        var calls = HeapCalls.begun(new ForgedGo());
        for (int index = 0; index < count; index++) {
            calls.call("gogc.malloc", OBJECT_BYTES, 0, 1);
        }
        return calls;
    }

    /** Makes so many objects and halts. */
    public static byte[] halting(int objects) {
        return objects(objects).bytes();
    }

    /** Makes so many objects and waits for an interrupt. */
    public static byte[] waiting(int objects) {
        return objects(objects).call("board.wait_for_interrupt", -1).bytes();
    }
}
