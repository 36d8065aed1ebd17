package dev.hostless.board;

/** Why a guest began; what a microcontroller keeps in its reset status register. */
public enum ResetCause {
    /** The supply came, for the first time or again. */
    POWER_ON("power-on"),
    /** The supply fell below what the processor needs, and rose again. */
    BROWN_OUT("brown-out"),
    /** Nobody fed the watchdog. */
    WATCHDOG("watchdog");

    private final String title;

    ResetCause(String title) {
        this.title = title;
    }

    /** As people write it. */
    public String title() {
        return title;
    }
}
