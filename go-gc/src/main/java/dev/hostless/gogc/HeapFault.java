package dev.hostless.gogc;

/**
 * What a guest can do wrong with a heap, or run out of. The embedder ends the guest's board with
 * the message as the reason; nothing else is harmed.
 */
public abstract sealed class HeapFault extends RuntimeException
        permits BadPointer, HeapCorrupted, HeapExhausted, InvalidFree, InvalidRequest, OutOfOrder {
    private static final long serialVersionUID = 1;

    HeapFault(String message) {
        super(message);
    }

    static String hex(int address) {
        return "0x" + Integer.toHexString(address);
    }
}
