package dev.hostless.engine.bench;

/** Who is measured. */
enum Peer {
    HOSTLESS("Hostless"), UNMETERED("Hostless unmetered"), ENDIVE("Endive compiled"), V8("V8");

    private final String text;

    Peer(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
