package dev.hostless.gogc;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Records of a few ints for metadata, numbered from 0: Go's fixalloc. Freed records are used again
 * first; memory only ever grows, by doubling.
 */
final class Slab {
    /** Instead of a record. */
    static final int NONE = -1;

    private static final int FIRST_RECORDS = 16;

    private final int fields;
    private final int limit;
    private int[] data = {};
    private int made;
    private int freeHead = NONE;
    private int inUse;

    /**
     * @param fields ints of a record, at least 1: the first links free records
     * @param limit records at most
     */
    Slab(int fields, int limit) {
        this.fields = fields;
        this.limit = limit;
    }

    /**
     * A record of zeros.
     *
     * @throws InvalidRequest if there are too many
     */
    int allocate() {
        int record = freeHead;
        if (record != NONE) {
            freeHead = get(record, 0);
            Arrays.fill(data, record * fields, (record + 1) * fields, 0);
        } else {
            if (made == limit) {
                throw new InvalidRequest("wanted at most " + limit + " records of a kind");
            }
            record = made++;
            if (made * fields > data.length) {
                int records = Math.min(limit, Math.max(2 * record, FIRST_RECORDS));
                data = Arrays.copyOf(data, records * fields);
            }
        }
        inUse++;
        return record;
    }

    void free(int record) {
        set(record, 0, freeHead);
        freeHead = record;
        inUse--;
    }

    int get(int record, int field) {
        return data[record * fields + field];
    }

    void set(int record, int field, int value) {
        data[record * fields + field] = value;
    }

    /** Records that were ever made, so that numbers are below it; those freed included. */
    int made() {
        return made;
    }

    int inUse() {
        return inUse;
    }

    long bytes() {
        return 4L * data.length;
    }

    void save(DataOutput out) throws IOException {
        Saved.ints(out, data);
        out.writeInt(made);
        out.writeInt(freeHead);
        out.writeInt(inUse);
    }

    void restore(DataInput in) throws IOException {
        data = Saved.ints(in);
        made = in.readInt();
        freeHead = in.readInt();
        inUse = in.readInt();
    }
}
