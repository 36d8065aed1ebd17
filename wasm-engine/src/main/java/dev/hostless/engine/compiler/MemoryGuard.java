package dev.hostless.engine.compiler;

/**
 * Decides on accesses where the length of the memory's array does not: a shared memory that may
 * grow has its array from the start, since it cannot move; and ranges may be protected.
 */
public interface MemoryGuard {
    /**
     * Throws the guest's trap if it may not access these bytes.
     *
     * @param at unsigned address and offset, added up
     */
    void check(long at, long bytes, boolean write, int fuel);
}
