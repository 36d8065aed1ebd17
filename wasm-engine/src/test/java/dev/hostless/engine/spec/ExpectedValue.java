package dev.hostless.engine.spec;

import dev.hostless.engine.spec.ScriptValue.Kind;
import org.jspecify.annotations.Nullable;

/** What a script demands of one result. */
sealed interface ExpectedValue {
    boolean holdsFor(ScriptValue actual);

    /** Exactly these bits, or a null reference. */
    record Exact(ScriptValue value) implements ExpectedValue {
        @Override
        public boolean holdsFor(ScriptValue actual) {
            return value.equals(actual);
        }
    }

    /** A NaN whose payload is only the quiet bit; the sign is free. */
    record CanonicalNan(Kind kind) implements ExpectedValue {
        @Override
        public boolean holdsFor(ScriptValue actual) {
            return actual.kind() == kind && switch (kind) {
                case F32 -> (actual.bits() & 0x7fff_ffffL) == 0x7fc0_0000L;
                case F64 -> (actual.bits() & Long.MAX_VALUE) == 0x7ff8_0000_0000_0000L;
                default -> false;
            };
        }
    }

    /** A NaN with the quiet bit set; sign and payload are free. */
    record ArithmeticNan(Kind kind) implements ExpectedValue {
        @Override
        public boolean holdsFor(ScriptValue actual) {
            return actual.kind() == kind && switch (kind) {
                case F32 -> (actual.bits() & 0x7fc0_0000L) == 0x7fc0_0000L;
                case F64 ->
                    (actual.bits() & 0x7ff8_0000_0000_0000L) == 0x7ff8_0000_0000_0000L;
                default -> false;
            };
        }
    }

    /** Any reference of the type that is not null. */
    record SomeReference(Kind kind) implements ExpectedValue {
        @Override
        public boolean holdsFor(ScriptValue actual) {
            return actual.kind() == kind && !actual.isNull();
        }
    }

    /** Reads the expectation of a command; a reference without a value means any but null. */
    static ExpectedValue parse(String type, @Nullable String text) {
        if (text == null) {
            return new SomeReference(Kind.named(type));
        }
        return switch (text) {
            case "nan:canonical" -> new CanonicalNan(Kind.named(type));
            case "nan:arithmetic" -> new ArithmeticNan(Kind.named(type));
            default -> new Exact(ScriptValue.parse(type, text));
        };
    }
}
