package dev.hostless.devices.register;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One 32-bit register. The rules of its fields are folded into masks when they are declared, so an
 * access costs a few operations, however many fields there are. Until a field is declared, the
 * register is one word that is read and written whole.
 */
public final class Register {
    private record Unmodelled(String name, int mask) {
    }

    private final String device;
    private final int offset;
    private final String name;
    private final int resetValue;
    private final UnmodelledBits unmodelledBits;
    private final List<Field> fields = new ArrayList<>(1);
    private final List<Unmodelled> unmodelled = new ArrayList<>(0);

    private int declared;
    private int readable = -1;
    private int writable = -1;
    private int clearedByRead;
    private int clearedByOne;
    private int clearedByZero;
    private int unreported;

    private @Nullable IntSupplier readFrom;
    private @Nullable IntConsumer writeTo;
    private String meaning = "";
    private int value;

    Register(String device, int offset, String name, int resetValue, UnmodelledBits unmodelled) {
        this.device = device;
        this.offset = offset;
        this.name = name.intern(); // Thousands of boards share one copy of each text.
        this.resetValue = resetValue;
        this.unmodelledBits = unmodelled;
        this.value = resetValue;
    }

    /** A sentence for the register page. */
    public Register means(String sentence) {
        meaning = sentence.intern();
        return this;
    }

    /** Reads take the word from here instead of the stored value; access rules still apply. */
    public Register onRead(IntSupplier source) {
        readFrom = source;
        return this;
    }

    /** Told the word as firmware wrote it, after the stored value has followed the rules. */
    public Register onWrite(IntConsumer sink) {
        writeTo = sink;
        return this;
    }

    /** Declares a field of one bit. */
    public Field flag(int bit, String fieldName, Access access) {
        return bits(bit, 1, fieldName, access);
    }

    /**
     * Declares a field.
     *
     * @throws IllegalArgumentException if it overlaps another, is too wide, or its name is taken
     */
    public Field bits(int low, int width, String fieldName, Access access) {
        int mask = claim(low, width, fieldName);
        var field = new Field(this, low, width, fieldName, access);
        fields.add(field);
        readable |= access.isReadable() ? mask : 0;
        writable |= access.isWritable() ? mask : 0;
        clearedByRead |= access == Access.RC_R ? mask : 0;
        clearedByOne |= access == Access.RC_W1 ? mask : 0;
        clearedByZero |= access == Access.RC_W0 ? mask : 0;
        return field;
    }

    /** Declares bits that the manual has and this model only stores; see {@link UnmodelledBits}. */
    public Register unmodelled(int low, int width, String bitsName) {
        int mask = claim(low, width, bitsName);
        unmodelled.add(new Unmodelled(bitsName, mask));
        readable |= mask;
        writable |= mask;
        unreported |= mask;
        return this;
    }

    /** What is stored, before any access rule; the device's own view. */
    public int value() {
        return value;
    }

    /** Stores the word past all access rules: the device's own way to change the register. */
    public void store(int word) {
        value = word;
    }

    public int offset() {
        return offset;
    }

    public String name() {
        return name;
    }

    public int resetValue() {
        return resetValue;
    }

    public String meaning() {
        return meaning;
    }

    /** In the order of declaration. */
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    /** Names of the declared bits that the model only stores. */
    public List<String> unmodelledNames() {
        return unmodelled.stream().map(Unmodelled::name).toList();
    }

    int read() {
        var source = readFrom;
        int word = source == null ? value : source.getAsInt();
        value &= ~clearedByRead;
        return word & readable;
    }

    void write(int word) {
        int changed = (word ^ value) & unreported;
        value = value & ~writable | word & writable;
        value &= ~(word & clearedByOne | ~word & clearedByZero);
        if (changed != 0) {
            reportUnmodelled(changed);
        }
        var sink = writeTo;
        if (sink != null) {
            sink.accept(word);
        }
    }

    void reset() {
        value = resetValue;
    }

    void save(DataOutput out) throws IOException {
        out.writeInt(value);
        out.writeInt(unreported);
    }

    void restore(DataInput in) throws IOException {
        value = in.readInt();
        unreported = in.readInt();
    }

    static int mask(int low, int width) {
        return -1 >>> 32 - width << low;
    }

    private int claim(int low, int width, String fieldName) {
        if (low < 0 || width < 1 || low + width > 32) {
            throw new IllegalArgumentException(path(fieldName) + " must lie in bits 0..31, not "
                    + low + ".." + (low + width - 1));
        }
        int mask = mask(low, width);
        for (var field : fields) {
            refuse(fieldName, mask, field.name(), field.mask());
        }
        for (var other : unmodelled) {
            refuse(fieldName, mask, other.name(), other.mask());
        }
        if (declared == 0) {
            readable = 0;
            writable = 0;
        }
        declared |= mask;
        return mask;
    }

    private void refuse(String fieldName, int mask, String otherName, int otherMask) {
        if (fieldName.equals(otherName)) {
            throw new IllegalArgumentException(path(fieldName) + " is declared twice");
        }
        if ((mask & otherMask) != 0) {
            throw new IllegalArgumentException(path(fieldName) + " overlaps " + otherName
                    + " in bits 0x" + Integer.toHexString(mask & otherMask));
        }
    }

    private void reportUnmodelled(int changed) {
        for (var bits : unmodelled) {
            if ((changed & bits.mask()) != 0) {
                unreported &= ~bits.mask();
                unmodelledBits.report(path(bits.name()));
            }
        }
    }

    private String path(String fieldName) {
        return device + "." + name + "." + fieldName;
    }
}
