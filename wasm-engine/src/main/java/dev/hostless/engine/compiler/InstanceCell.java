package dev.hostless.engine.compiler;

import dev.hostless.engine.ValueType;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** A global that is a field of an instance; reading it from outside may be slow. */
final class InstanceCell extends GlobalCell {
    private final Instance instance;
    private final Field field;
    private final ValueType type;

    InstanceCell(Instance instance, Field field, ValueType type) {
        this.instance = instance;
        this.field = field;
        this.type = type;
    }

    @Override
    public long bits() {
        try {
            return switch (type) {
                case I32 -> Integer.toUnsignedLong(field.getInt(instance));
                case I64 -> field.getLong(instance);
                case F32 -> Integer
                        .toUnsignedLong(Float.floatToRawIntBits(field.getFloat(instance)));
                case F64 -> Double.doubleToRawLongBits(field.getDouble(instance));
                case FUNCREF, EXTERNREF -> References.toBits(field.get(instance));
            };
        } catch (IllegalAccessException e) {
            throw bug(e);
        }
    }

    @Override
    public void bits(long value) {
        try {
            switch (type) {
                case I32 -> field.setInt(instance, (int) value);
                case I64 -> field.setLong(instance, value);
                case F32 -> field.setFloat(instance, Float.intBitsToFloat((int) value));
                case F64 -> field.setDouble(instance, Double.longBitsToDouble(value));
                case FUNCREF, EXTERNREF -> throw new IllegalStateException(
                        "BUG: a reference is not set by its bits");
            }
        } catch (IllegalAccessException e) {
            throw bug(e);
        }
    }

    @Override
    public @Nullable Object reference() {
        try {
            return field.get(instance);
        } catch (IllegalAccessException e) {
            throw bug(e);
        }
    }

    @Override
    public void reference(@Nullable Object value) {
        try {
            field.set(instance, value);
        } catch (IllegalAccessException e) {
            throw bug(e);
        }
    }

    private IllegalStateException bug(IllegalAccessException e) {
        return new IllegalStateException("BUG: generated fields are public: " + field, e);
    }
}
