package dev.hostless.devices.register;

/**
 * What firmware's reads and writes do to a field. The names are those of STMicroelectronics'
 * reference manuals ("List of abbreviations for registers"), which most vendors' manuals resemble.
 */
public enum Access {
    /** Reads back what was written. */
    RW("read and write"),
    /** Set by the hardware; writes do nothing. */
    R("read only"),
    /** Reads as zero. */
    W("write only"),
    /** Cleared by reading; writes do nothing. */
    RC_R("read, cleared by reading"),
    /** Cleared by writing one; writing zero does nothing. */
    RC_W1("read, cleared by writing 1"),
    /** Cleared by writing zero; writing one does nothing. */
    RC_W0("read, cleared by writing 0");

    private final String meaning;

    Access(String meaning) {
        this.meaning = meaning;
    }

    public String meaning() {
        return meaning;
    }

    boolean isReadable() {
        return this != W;
    }

    boolean isWritable() {
        return this == RW || this == W;
    }
}
