package dev.hostless.engine.bench;

/** Who is measured. */
enum Peer {
    HOSTLESS("Hostless"), UNMETERED("Hostless unmetered"), V8("V8"), ENDIVE(
            "Endive compiled"), GRAALWASM("GraalWasm"), NATIVE(
                    "native");

    private final String text;

    Peer(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
