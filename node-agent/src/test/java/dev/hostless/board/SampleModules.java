package dev.hostless.board;

import java.nio.charset.StandardCharsets;

/** Small modules for tests of other packages. */
public final class SampleModules {
    private SampleModules() {
    }

    /** Opens a file of the board's tree, and prints what came of it. */
    public static byte[] opens(String path) {
        int address = 520;
        return new WasiCalls().data(address, path.getBytes(StandardCharsets.UTF_8))
                .call("path_open", 3, 1, address, path.length(), 0, 1L << 1, 0L, 0, 600).module();
    }
}
