package dev.hostless.engine;

import dev.hostless.engine.compiler.GlobalCell;
import dev.hostless.engine.compiler.HostCell;
import dev.hostless.engine.compiler.References;

/** A global variable: of a guest, or made by the host to be imported. */
public final class GuestGlobal implements Extern {
    private final ValueType type;
    private final boolean mutable;
    private final GlobalCell cell;

    /** A global that the host creates; one of a reference type is null. */
    public GuestGlobal(ValueType type, boolean mutable, long bits) {
        this(type, mutable, new HostCell(bits));
    }

    GuestGlobal(ValueType type, boolean mutable, GlobalCell cell) {
        this.type = type;
        this.mutable = mutable;
        this.cell = cell;
    }

    GlobalCell cell() {
        return cell;
    }

    public ValueType type() {
        return type;
    }

    public boolean mutable() {
        return mutable;
    }

    /** The value's raw bits. */
    public long bits() {
        return type.isReference() ? References.toBits(cell.reference()) : cell.bits();
    }

    /**
     * Sets the value's raw bits.
     *
     * @throws IllegalStateException if the global is immutable
     */
    public void bits(long value) {
        if (!mutable) {
            throw new IllegalStateException("an immutable global cannot be set");
        }
        if (type.isReference()) {
            cell.reference(References.extern(value));
        } else {
            cell.bits(value);
        }
    }

    @Override
    public String description() {
        return "global %s%s".formatted(mutable ? "mut " : "", type);
    }
}
