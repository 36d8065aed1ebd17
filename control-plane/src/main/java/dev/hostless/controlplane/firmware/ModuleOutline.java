package dev.hostless.controlplane.firmware;

import dev.hostless.controlplane.problem.ErrorCode;
import dev.hostless.controlplane.problem.ProblemException;
import java.nio.charset.StandardCharsets;

/**
 * A first look at a module that costs no memory: magic, section bounds, and the counts that decide
 * how much the validator would need. It refuses what is broken or made to exhaust us; whether the
 * rest is right the validator says.
 *
 * @param codeBytes size of the code section
 * @param largestBodyBytes size of the largest function
 * @param widestType most parameters or results of a function type
 * @param hasNameSection whether the custom section {@code name} is there
 */
record ModuleOutline(long codeBytes, long largestBodyBytes, int widestType,
        boolean hasNameSection) {

    private static final int CUSTOM_SECTION = 0;
    private static final int TYPE_SECTION = 1;
    private static final int CODE_SECTION = 10;
    private static final int LAST_SECTION = 13;
    private static final int FUNCTION_TYPE = 0x60;

    /** The JVM's limit on arguments; a Go program stays far below. */
    private static final int MAX_ARITY = 255;
    private static final long MAX_FUNCTION_LOCALS = 50_000;
    /** Go's standard library has some hundred thousand; each costs the validator a word. */
    private static final long MAX_LOCALS = 8_000_000;

    /** Objects the validator keeps for each byte of code, by measurement 24, at worst 64. */
    private static final long KEPT_BYTES_PER_CODE_BYTE = 64;
    private static final long REFERENCE_BYTES = 8;

    /** What the validator needs at most, in bytes of heap. */
    long validationBytes() {
        // Within one function, each byte of code can push one type's width onto the operand stack.
        return codeBytes * KEPT_BYTES_PER_CODE_BYTE
                + largestBodyBytes * widestType * REFERENCE_BYTES;
    }

    static ModuleOutline of(byte[] module) {
        return new Reader(module).outline();
    }

    private static final class Reader {

        private final byte[] bytes;
        private int position;
        private long codeBytes;
        private long largestBodyBytes;
        private int widestType = 1;
        private boolean hasNameSection;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        ModuleOutline outline() {
            checkMagic();
            position = 8;
            while (position < bytes.length) {
                int start = position;
                int id = next();
                if (id > LAST_SECTION) {
                    throw wrong("a section has the unknown id " + id, start);
                }
                long size = unsigned();
                if (size > bytes.length - position) {
                    throw wrong("section " + id + " claims " + size + " bytes, but only "
                            + (bytes.length - position) + " are left; is the file cut off?", start);
                }
                int end = position + (int) size;
                switch (id) {
                    case CUSTOM_SECTION -> hasNameSection |= isNameSection(end);
                    case TYPE_SECTION -> types(end);
                    case CODE_SECTION -> code(end);
                    default -> {
                        // Its contents cost what its bytes cost: the validator reads it.
                    }
                }
                position = end;
            }
            return new ModuleOutline(codeBytes, largestBodyBytes, widestType, hasNameSection);
        }

        private void checkMagic() {
            if (bytes.length < 8 || bytes[0] != 0 || bytes[1] != 'a' || bytes[2] != 's'
                    || bytes[3] != 'm') {
                throw new ProblemException(
                        ErrorCode.INVALID_FIRMWARE,
                        "wanted a WebAssembly module, which begins with 00 61 73 6d; found "
                                + hex(Math.min(4, bytes.length)));
            }
            if (bytes[4] != 1 || bytes[5] != 0 || bytes[6] != 0 || bytes[7] != 0) {
                throw new ProblemException(
                        ErrorCode.INVALID_FIRMWARE,
                        "wanted a core module of version 1; bytes 4 to 7 are "
                                + hex(8).substring(12) + " (a component?)");
            }
        }

        private String hex(int count) {
            var text = new StringBuilder();
            for (int index = 0; index < count; index++) {
                text.append("%02x ".formatted(bytes[index]));
            }
            return text.toString().strip();
        }

        private boolean isNameSection(int end) {
            long length = unsigned();
            if (length > end - position) {
                throw wrong("a custom section's name is longer than the section", position);
            }
            return length == 4 && new String(bytes, position, 4, StandardCharsets.UTF_8)
                    .equals("name");
        }

        /** Stops at the first form that it does not know: the validator refuses those. */
        private void types(int end) {
            long count = count(end);
            for (long index = 0; index < count && position < end; index++) {
                if (next() != FUNCTION_TYPE) {
                    throw wrong("type " + index + " is not a function type", position - 1);
                }
                for (int list = 0; list < 2; list++) {
                    long arity = unsigned();
                    if (arity > MAX_ARITY) {
                        throw wrong("type " + index + " has " + arity + " values; wanted at most "
                                + MAX_ARITY, position);
                    }
                    widestType = Math.max(widestType, (int) arity);
                    position += (int) arity;
                }
            }
        }

        private void code(int end) {
            codeBytes += end - position;
            long count = count(end);
            long allLocals = 0;
            for (long index = 0; index < count; index++) {
                long size = unsigned();
                if (size > end - position) {
                    throw wrong("function body " + index + " claims " + size
                            + " bytes, more than the code section has", position);
                }
                int bodyEnd = position + (int) size;
                long locals = locals(index, bodyEnd);
                allLocals += locals;
                if (allLocals > MAX_LOCALS) {
                    throw wrong("more than " + MAX_LOCALS + " locals", position);
                }
                largestBodyBytes = Math.max(largestBodyBytes, size);
                position = bodyEnd;
            }
        }

        private long locals(long function, int end) {
            long groups = count(end);
            long locals = 0;
            for (long group = 0; group < groups; group++) {
                locals += unsigned();
                next();
                if (locals > MAX_FUNCTION_LOCALS) {
                    throw wrong("function body " + function + " has more than "
                            + MAX_FUNCTION_LOCALS + " locals", position);
                }
            }
            return locals;
        }

        /** A number of elements, each of which takes at least a byte. */
        private long count(int end) {
            int start = position;
            long count = unsigned();
            if (count > end - position) {
                throw wrong("a list claims " + count + " elements in " + (end - position)
                        + " bytes", start);
            }
            return count;
        }

        private int next() {
            if (position >= bytes.length) {
                throw wrong("unexpected end", position);
            }
            return bytes[position++] & 0xff;
        }

        /** An unsigned 32-bit LEB128 number. */
        private long unsigned() {
            long value = 0;
            for (int shift = 0; shift < 35; shift += 7) {
                int part = next();
                value |= (long) (part & 0x7f) << shift;
                if (part < 0x80) {
                    return value;
                }
            }
            throw wrong("a number has more than five bytes", position);
        }

        private ProblemException wrong(String what, int offset) {
            return new ProblemException(
                    ErrorCode.INVALID_FIRMWARE,
                    "the module is malformed: %s (at byte 0x%x)".formatted(what, offset));
        }
    }
}
