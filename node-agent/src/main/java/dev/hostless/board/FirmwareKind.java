package dev.hostless.board;

/** How a firmware meets its board. */
public enum FirmwareKind {
    /** A Go program built with GOOS=wasip1; the board answers WASI preview 1. */
    GO_WASIP1("Go, WASI preview 1"),
    /** A Go program of the bare-metal port, on the board's own imports; docs/go-port.md. */
    GO_BARE("Go, bare metal"),
    /** Any other program on WASI preview 1. */
    WASIP1("WASI preview 1"),
    /** A module on the board's own imports. */
    BARE("bare metal");

    private final String title;

    FirmwareKind(String title) {
        this.title = title;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** A Go runtime must not be entered while one of its frames is active. */
    boolean hasGoRuntime() {
        return this == GO_WASIP1 || this == GO_BARE;
    }

    static FirmwareKind of(ModuleFacts facts, boolean goBuildId) {
        if (!facts.imports("wasi_snapshot_preview1")) {
            return goBuildId && facts.imports(BoardSystem.MODULE) ? GO_BARE : BARE;
        }
        return goBuildId ? GO_WASIP1 : WASIP1;
    }
}
