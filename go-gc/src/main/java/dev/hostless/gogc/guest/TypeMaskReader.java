package dev.hostless.gogc.guest;

import dev.hostless.gogc.PointerMask;

/** Reads the mask of one type: as it was stored, or put together from the type's parts. */
final class TypeMaskReader {
    private static final String TYPE = "a type";
    /** Far deeper than types are nested in programs. */
    private static final int DEEPEST = 500;
    /** Parts without pointers cost work as well; no struct has more. */
    private static final long MOST_FIELDS = 1 << 16;

    private final GuestMemory memory;
    private final int size;
    private final int pointerBytes;
    private final int flags;
    private final int kind;
    private final int mask;
    private final int typeBytes;
    private final int element;
    private final int length;
    private final int fields;
    private final int fieldType;
    private final int fieldOffset;
    private final int fieldBytes;
    private final long onDemandFlag;
    private final long arrayKind;
    private final long structKind;
    private long work;

    TypeMaskReader(GuestMemory memory, GoDescriptor descriptor) {
        this.memory = memory;
        size = (int) descriptor.at(GoWord.TYPE_SIZE);
        pointerBytes = (int) descriptor.at(GoWord.TYPE_POINTER_BYTES);
        flags = (int) descriptor.at(GoWord.TYPE_FLAGS);
        kind = (int) descriptor.at(GoWord.TYPE_KIND);
        mask = (int) descriptor.at(GoWord.TYPE_MASK);
        typeBytes = (int) descriptor.at(GoWord.TYPE_BYTES);
        element = (int) descriptor.at(GoWord.ARRAY_ELEMENT);
        length = (int) descriptor.at(GoWord.ARRAY_LENGTH);
        fields = (int) descriptor.at(GoWord.STRUCT_FIELDS);
        fieldType = (int) descriptor.at(GoWord.FIELD_TYPE);
        fieldOffset = (int) descriptor.at(GoWord.FIELD_OFFSET);
        fieldBytes = (int) descriptor.at(GoWord.FIELD_BYTES);
        onDemandFlag = descriptor.at(GoWord.MASK_ON_DEMAND_FLAG);
        arrayKind = descriptor.at(GoWord.ARRAY_KIND);
        structKind = descriptor.at(GoWord.STRUCT_KIND);
    }

    long sizeOf(long type) {
        memory.check(type, typeBytes, TYPE);
        long bytes = memory.int64(type + size, TYPE);
        if (bytes < 0 || bytes > memory.limitBytes()) {
            throw new GuestLayoutProblem(type, "a type of " + bytes + " bytes");
        }
        return bytes;
    }

    PointerMask read(long type) {
        if (type == 0 || pointerWords(type) == 0) {
            return TypeMasks.NONE;
        }
        long inner = type;
        for (int depth = 0; isOnDemand(inner) && kindOf(inner) == arrayKind; depth++) {
            checkDepth(inner, depth);
            inner = elementOf(inner);
        }
        long words = sizeOf(inner) / Long.BYTES;
        // Each word is written once for each level of arrays around it.
        work = 8 * words + MOST_FIELDS;
        var bits = new long[(int) (words + 63 >>> 6)];
        add(inner, 0, bits, 0);
        return new PointerMask((int) words, LongBits.trimmed(bits));
    }

    private void add(long type, long position, long[] bits, int depth) {
        checkDepth(type, depth);
        long words = pointerWords(type);
        if (words == 0) {
            return;
        }
        spend(type, words);
        if (!isOnDemand(type)) {
            long stored = memory.pointer(type + mask, "a type's mask");
            LongBits.or(bits, position, memory.bits(stored, words, "a type's mask"));
        } else if (kindOf(type) == arrayKind) {
            addElements(type, position, bits, depth);
        } else if (kindOf(type) == structKind) {
            addFields(type, position, bits, depth);
        } else {
            throw new GuestLayoutProblem(type, "a mask on demand for a type of kind "
                    + kindOf(type));
        }
    }

    private void addElements(long type, long position, long[] bits, int depth) {
        long inner = elementOf(type);
        long innerWords = sizeOf(inner) / Long.BYTES;
        long count = sizeOf(type) / sizeOf(inner);
        var innerBits = new long[(int) (innerWords + 63 >>> 6)];
        add(inner, 0, innerBits, depth + 1);
        spend(type, count * innerWords);
        for (long index = 0; index < count; index++) {
            LongBits.or(bits, position + index * innerWords, innerBits);
        }
    }

    private void addFields(long type, long position, long[] bits, int depth) {
        long first = memory.pointer(type + fields, TYPE);
        long count = memory.int64(type + fields + Long.BYTES, TYPE);
        if (count < 0 || count > MOST_FIELDS) {
            throw new GuestLayoutProblem(type, "a struct of " + count + " fields");
        }
        memory.check(first, count * fieldBytes, "a struct's fields");
        for (long index = 0; index < count; index++) {
            long field = first + index * fieldBytes;
            spend(type, 1);
            long inner = memory.pointer(field + fieldType, TYPE);
            long offset = memory.int64(field + fieldOffset, TYPE);
            if (offset < 0 || offset > sizeOf(type) - sizeOf(inner)) {
                throw new GuestLayoutProblem(field, "a field outside of its struct");
            }
            if (pointerWords(inner) > 0) {
                checkAligned(field, offset);
                add(inner, position + offset / Long.BYTES, bits, depth + 1);
            }
        }
    }

    /** Of an array that has pointers, so its element has some too. */
    private long elementOf(long type) {
        long inner = memory.pointer(type + element, TYPE);
        long count = memory.int64(type + length, TYPE);
        long bytes = sizeOf(inner);
        if (pointerWords(inner) == 0 || count < 1 || count > sizeOf(type) / bytes
                || count * bytes != sizeOf(type)) {
            throw new GuestLayoutProblem(type, "an array of another size than its elements");
        }
        return inner;
    }

    /** Words up to the last pointer; the checks are what makes positions in bitmaps right. */
    private long pointerWords(long type) {
        long bytes = sizeOf(type);
        long upTo = memory.int64(type + pointerBytes, TYPE);
        if (upTo < 0 || upTo > bytes) {
            throw new GuestLayoutProblem(type,
                    "a type of " + bytes + " bytes with pointers up to " + upTo);
        }
        if (upTo > 0) {
            checkAligned(type, upTo);
            checkAligned(type, bytes);
        }
        return upTo / Long.BYTES;
    }

    private boolean isOnDemand(long type) {
        return (memory.unsigned8(type + flags, TYPE) & onDemandFlag) != 0;
    }

    private int kindOf(long type) {
        return memory.unsigned8(type + kind, TYPE);
    }

    private void spend(long type, long words) {
        work -= words;
        if (work < 0) {
            throw new GuestLayoutProblem(type, "a type that is put together too often");
        }
    }

    private static void checkAligned(long at, long bytes) {
        if (bytes % Long.BYTES != 0) {
            throw new GuestLayoutProblem(at, "pointers at " + bytes + " bytes, between words,");
        }
    }

    private static void checkDepth(long type, int depth) {
        if (depth > DEEPEST) {
            throw new GuestLayoutProblem(type, "types nested more than " + DEEPEST + " deep");
        }
    }
}
