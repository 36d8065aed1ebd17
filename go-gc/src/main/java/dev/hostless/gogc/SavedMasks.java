package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Masks in a saved state: each is written where it comes first, and from then on its number. */
final class SavedMasks {
    private static final int NONE = -1;

    private final Map<PointerMask, Integer> numbers = new IdentityHashMap<>();
    private final List<PointerMask> masks = new ArrayList<>();

    void save(DataOutput out, @Nullable PointerMask mask) throws IOException {
        if (mask == null) {
            out.writeInt(NONE);
            return;
        }
        var known = numbers.putIfAbsent(mask, numbers.size());
        out.writeInt(known == null ? numbers.size() - 1 : known);
        if (known == null) {
            mask.save(out);
        }
    }

    @Nullable
    PointerMask restore(DataInput in) throws IOException {
        int number = in.readInt();
        if (number == NONE) {
            return null;
        }
        if (number < 0 || number > masks.size()) {
            throw new IOException("wanted a mask of 0 to " + masks.size() + ", got " + number);
        }
        if (number == masks.size()) {
            masks.add(PointerMask.restored(in));
        }
        return masks.get(number);
    }
}
