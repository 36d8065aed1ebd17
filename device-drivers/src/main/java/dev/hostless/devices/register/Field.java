package dev.hostless.devices.register;

/**
 * Adjacent bits of a register under one name. A declaration, shared by all boards: the bits
 * themselves are in each device's {@link RegisterFile}.
 */
public final class Field {
    private final Register<?> register;
    private final int low;
    private final int width;
    private final String name;
    private final Access access;
    private final int mask;
    private String meaning = "";

    Field(Register<?> register, int low, int width, String name, Access access) {
        this.register = register;
        this.low = low;
        this.width = width;
        this.name = name;
        this.access = access;
        this.mask = Register.mask(low, width);
    }

    /** A sentence for the register page. */
    public Field means(String sentence) {
        meaning = sentence;
        return this;
    }

    /** The field's bits of a word of its register, shifted down to bit 0. */
    public int of(int word) {
        return (word & mask) >>> low;
    }

    /** The field's bits as they stand in a word of its register. */
    public int mask() {
        return mask;
    }

    public int low() {
        return low;
    }

    public int width() {
        return width;
    }

    public String name() {
        return name;
    }

    public Access access() {
        return access;
    }

    public String meaning() {
        return meaning;
    }

    /** The place of the field's register among the layout's. */
    int index() {
        return register.index();
    }

    /** @throws IllegalArgumentException if the value has bits beyond the field's width */
    int placed(int value) {
        if (value << low >>> low != value || (value << low & ~mask) != 0) {
            throw new IllegalArgumentException("a value for " + register.name() + "." + name
                    + " must fit " + width + " bits, not 0x" + Integer.toHexString(value));
        }
        return value << low;
    }
}
