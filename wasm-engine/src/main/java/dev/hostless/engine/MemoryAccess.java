package dev.hostless.engine;

/** What a guest may do with a range of its memory. */
public enum MemoryAccess {
    READ_WRITE, READ_ONLY, NONE
}
