package dev.hostless.devices.register;

/** Adjacent bits of a register under one name: the device's own view, free of access rules. */
public final class Field {
    private final Register register;
    private final int low;
    private final int width;
    private final String name;
    private final Access access;
    private final int mask;
    private String meaning = "";

    Field(Register register, int low, int width, String name, Access access) {
        this.register = register;
        this.low = low;
        this.width = width;
        this.name = name.intern(); // Thousands of boards share one copy of each text.
        this.access = access;
        this.mask = Register.mask(low, width);
    }

    /** A sentence for the register page. */
    public Field means(String sentence) {
        meaning = sentence.intern();
        return this;
    }

    /** The field's bits, shifted down to bit 0. */
    public int value() {
        return (register.value() & mask) >>> low;
    }

    public boolean isSet() {
        return (register.value() & mask) != 0;
    }

    /**
     * @throws IllegalArgumentException if the value has bits beyond the field's width
     */
    public void set(int value) {
        if (value << low >>> low != value || (value << low & ~mask) != 0) {
            throw new IllegalArgumentException("a value for " + register.name() + "." + name
                    + " must fit " + width + " bits, not 0x" + Integer.toHexString(value));
        }
        register.store(register.value() & ~mask | value << low);
    }

    /** Sets all of the field's bits, or clears them. */
    public void set(boolean value) {
        register.store(value ? register.value() | mask : register.value() & ~mask);
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

    int mask() {
        return mask;
    }
}
