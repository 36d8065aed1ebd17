package dev.hostless.gogc.guest;

import dev.hostless.gogc.PointerMask;
import java.util.Arrays;

/**
 * The pointer masks of Go's types, by the addresses of their descriptions ({@code abi.Type}).
 *
 * <p>The compiler stores the mask of a type of up to 128 KiB. For a larger one, Go's runtime makes
 * it when it is first needed; here it is made from the type's parts, so what the runtime has done
 * so far makes no difference. The mask of such an array is the mask of its element, since
 * masks repeat.
 *
 * <p>What is read once is kept: Go's types never change and are never freed.
 */
public final class TypeMasks {
    /** Of memory without pointers, for which Go passes nil as well. */
    public static final PointerMask NONE = new PointerMask(1);

    private static final int FIRST_SLOTS = 32;
    private static final int RECENT_SLOTS = 256;
    /** Types are longer than 32 bytes. */
    private static final int RECENT_SHIFT = 5;
    /** A large program has some thousand types. Beyond this, all is forgotten and read again. */
    private static final int MOST_TYPES = 1 << 16;
    private static final long MOST_KEPT_WORDS = 1 << 26;

    private final GuestMemory memory;
    private final TypeMaskReader reader;
    /** The types of the last look-ups, by a few bits of their addresses. */
    private final int[] recentAddresses = new int[RECENT_SLOTS];
    private final PointerMask[] recentMasks = new PointerMask[RECENT_SLOTS];
    private int[] addresses = new int[FIRST_SLOTS];
    private PointerMask[] masks = new PointerMask[FIRST_SLOTS];
    private int count;
    private long keptWords;

    TypeMasks(GuestMemory memory, GoDescriptor descriptor) {
        this.memory = memory;
        reader = new TypeMaskReader(memory, descriptor);
        Arrays.fill(masks, NONE);
        Arrays.fill(recentMasks, NONE);
    }

    /**
     * The mask of a type, or of each element of an array of it.
     *
     * @param type the type's address; 0 for none, which has no pointers
     * @throws GuestLayoutProblem if there is no type
     */
    public PointerMask maskOf(int type) {
        int recent = type >>> RECENT_SHIFT & RECENT_SLOTS - 1;
        if (recentAddresses[recent] == type) {
            return recentMasks[recent];
        }
        int slot = slot(addresses, type);
        var mask = addresses[slot] == type ? masks[slot] : read(type);
        recentAddresses[recent] = type;
        recentMasks[recent] = mask;
        return mask;
    }

    /** Bytes of a value of the type. */
    public long sizeOf(int type) {
        return type == 0 ? 0 : reader.sizeOf(Integer.toUnsignedLong(type));
    }

    private PointerMask read(int type) {
        var mask = reader.read(Integer.toUnsignedLong(type));
        if (count == MOST_TYPES || keptWords + mask.words() > MOST_KEPT_WORDS) {
            forget();
        }
        if (2 * (count + 1) > addresses.length) {
            grow();
        }
        int slot = slot(addresses, type);
        addresses[slot] = type;
        masks[slot] = mask;
        count++;
        keptWords += mask == NONE ? 0 : mask.words();
        return mask;
    }

    private void grow() {
        var largerAddresses = new int[2 * addresses.length];
        var largerMasks = new PointerMask[2 * addresses.length];
        Arrays.fill(largerMasks, NONE);
        for (int index = 0; index < addresses.length; index++) {
            if (addresses[index] != 0) {
                int slot = slot(largerAddresses, addresses[index]);
                largerAddresses[slot] = addresses[index];
                largerMasks[slot] = masks[index];
            }
        }
        addresses = largerAddresses;
        masks = largerMasks;
    }

    private void forget() {
        addresses = new int[FIRST_SLOTS];
        masks = new PointerMask[FIRST_SLOTS];
        Arrays.fill(masks, NONE);
        count = 0;
        keptWords = 0;
    }

    /** Where an address is or would be: an empty slot holds 0, at which no type lies. */
    private static int slot(int[] addresses, int address) {
        int last = addresses.length - 1;
        int slot = address * 0x9e3779b9 >>> 8 & last;
        while (addresses[slot] != address && addresses[slot] != 0) {
            slot = slot + 1 & last;
        }
        return slot;
    }
}
