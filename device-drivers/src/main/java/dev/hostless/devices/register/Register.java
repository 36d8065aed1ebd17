package dev.hostless.devices.register;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one 32-bit register. The rules of its fields are folded into masks when they
 * are declared, so an access costs a few operations, however many fields there are. Until a field
 * is declared, the register is one word that is read and written whole.
 *
 * @param <D> the class of the device
 */
public final class Register<D> {
    private record Unmodelled(String name, int mask) {
    }

    private final String device;
    private final int index;
    private final int offset;
    private final String name;
    private final int resetValue;
    private final List<Field> fields = new ArrayList<>();
    private final List<Unmodelled> unmodelled = new ArrayList<>();

    private int declared;
    private int readable = -1;
    private int writable = -1;
    private int clearedByRead;
    private int clearedByOne;
    private int clearedByZero;
    private int unmodelledMask;

    private @Nullable ToIntFunction<D> readFrom;
    private @Nullable ObjIntConsumer<D> writeTo;
    private String meaning = "";

    Register(String device, int index, int offset, String name, int resetValue) {
        this.device = device;
        this.index = index;
        this.offset = offset;
        this.name = name;
        this.resetValue = resetValue;
    }

    /** A sentence for the register page. */
    public Register<D> means(String sentence) {
        meaning = sentence;
        return this;
    }

    /** Reads take the word from here instead of the stored value; access rules still apply. */
    public Register<D> onRead(ToIntFunction<D> source) {
        readFrom = source;
        return this;
    }

    /** Told the word as firmware wrote it, after the stored value has followed the rules. */
    public Register<D> onWrite(ObjIntConsumer<D> sink) {
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

    /**
     * Declares bits that the manual has and this model only stores. The first write of an
     * instance that changes them is remembered by name, so that a driver which relies on them
     * does not fail in silence.
     */
    public Register<D> unmodelled(int low, int width, String bitsName) {
        int mask = claim(low, width, bitsName);
        unmodelled.add(new Unmodelled(bitsName, mask));
        readable |= mask;
        writable |= mask;
        unmodelledMask |= mask;
        return this;
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

    int index() {
        return index;
    }

    int read(int[] values, D owner) {
        var source = readFrom;
        int word = source == null ? values[index] : source.applyAsInt(owner);
        values[index] &= ~clearedByRead;
        return word & readable;
    }

    /** @return the unmodelled bits that the write has changed */
    int store(int[] values, int word) {
        int before = values[index];
        int stored = before & ~writable | word & writable;
        values[index] = stored & ~(word & clearedByOne | ~word & clearedByZero);
        return (word ^ before) & unmodelledMask;
    }

    void tell(D owner, int word) {
        var sink = writeTo;
        if (sink != null) {
            sink.accept(owner, word);
        }
    }

    /** Names of the unmodelled pieces among some bits. */
    List<String> unmodelledIn(int bits) {
        return unmodelled.stream().filter(piece -> (piece.mask() & bits) != 0)
                .map(Unmodelled::name).toList();
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

    private String path(String fieldName) {
        return device + "." + name + "." + fieldName;
    }
}
