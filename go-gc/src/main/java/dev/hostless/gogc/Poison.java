package dev.hostless.gogc;

/**
 * The pattern in memory that belongs to nobody, while a heap looks for uses of it: Go's clobberfree
 * writes it too, but nobody there looks whether it is still in place.
 */
final class Poison {
    static final int PATTERN = 0xdeadbeef;

    private Poison() {
    }

    static void fill(byte[] memory, int address, int bytes) {
        for (int end = address + bytes; address < end; address += Integer.BYTES) {
            Words.writeInt(memory, address, PATTERN);
        }
    }

    /**
     * @throws BadPointer if somebody has written there
     */
    static void check(byte[] memory, int address, int bytes, String what) {
        for (int word = address; word < address + bytes; word += Integer.BYTES) {
            int found = Words.readInt(memory, word);
            if (found != PATTERN) {
                throw new BadPointer("0x" + Integer.toHexString(found) + " was written to "
                        + HeapFault.hex(word) + ", in " + what + " at " + HeapFault.hex(address)
                        + ", after it was freed");
            }
        }
    }
}
