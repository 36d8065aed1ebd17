package dev.hostless.engine;

/** What one guest exports and another may import. */
public sealed interface Extern permits GuestFunction, LinearMemory, GuestTable, GuestGlobal {
    /** Its type in words, as {@link ImportType#description()} gives it. */
    String description();
}
