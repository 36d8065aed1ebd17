package dev.hostless.devices;

/** A data register that asks a {@link Dma} channel for service, a character at a time. */
public interface DmaPort {
    /** Whether a character waits to be read. */
    boolean readRequested();

    /** Whether a character may be written. */
    boolean writeRequested();

    /** Takes a character; only while {@link #readRequested}. */
    int readRequest();

    /** Gives a character; only while {@link #writeRequested}. */
    void writeRequest(int value);

    /** Told whenever one of the requests may have appeared. */
    void onRequest(Runnable listener);
}
