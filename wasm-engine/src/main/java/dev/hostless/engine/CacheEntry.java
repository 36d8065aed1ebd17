package dev.hostless.engine;

import dev.hostless.engine.compiler.BodyFacts;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the program cache knows of one module: that it is valid, and classes of its functions.
 *
 * <p>In a file, numbers are big-endian: the magic, CRC-32C of all that follows, then key, features
 * (a bit each, and the highest one for {@code memory.grow}), the number of classes, and for each
 * its name and its bytes, each with its length before it; at last the number of hot functions and
 * the index of each. Nothing may follow.
 *
 * @param key all that classes depend on, in words; see {@link ProgramCache}
 * @param classes bytes by name
 * @param hot functions that need not be interpreted first
 */
record CacheEntry(String key, BodyFacts facts, Map<String, byte[]> classes, Set<Integer> hot) {
    /** The bit beside the features'. */
    private static final int GROWS_MEMORY = 1 << 31;
    private static final byte[] MAGIC = "hostless code 2\n".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECKED = MAGIC.length + Integer.BYTES;

    /** Bytes that the file will have. */
    long size() {
        long size = CHECKED + (4L + hot.size()) * Integer.BYTES + utf8(key).length;
        for (var entry : classes.entrySet()) {
            size += 2L * Integer.BYTES + utf8(entry.getKey()).length + entry.getValue().length;
        }
        return size;
    }

    /** The file. */
    byte[] encode() {
        var buffer = ByteBuffer.allocate(Math.toIntExact(size()));
        buffer.put(MAGIC).putInt(0);
        put(buffer, utf8(key));
        int bits = facts.growsMemory() ? GROWS_MEMORY : 0;
        for (var feature : facts.features()) {
            bits |= 1 << feature.ordinal();
        }
        buffer.putInt(bits).putInt(classes.size());
        classes.forEach((name, bytes) -> {
            put(buffer, utf8(name));
            put(buffer, bytes);
        });
        buffer.putInt(hot.size());
        hot.stream().sorted().forEach(buffer::putInt);
        return buffer.putInt(MAGIC.length, checksum(buffer.array())).array();
    }

    private static void put(ByteBuffer buffer, byte[] bytes) {
        buffer.putInt(bytes.length).put(bytes);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The entry in a file's bytes; null if they are damaged or belong to something else. */
    static @Nullable CacheEntry decode(byte[] file, String key) {
        if (file.length < CHECKED || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                || ByteBuffer.wrap(file).getInt(MAGIC.length) != checksum(file)) {
            return null;
        }
        var buffer = ByteBuffer.wrap(file).position(CHECKED);
        try {
            if (!text(buffer).equals(key)) {
                return null;
            }
            var facts = facts(buffer.getInt());
            int count = buffer.getInt();
            var classes = new TreeMap<String, byte[]>();
            for (int i = 0; i < count; i++) {
                classes.put(text(buffer), bytes(buffer));
            }
            var hot = new HashSet<Integer>();
            for (int left = buffer.getInt(); left > 0; left--) {
                hot.add(buffer.getInt());
            }
            return buffer.hasRemaining() ? null : new CacheEntry(key, facts, classes, hot);
        } catch (BufferUnderflowException e) {
            return null;
        }
    }

    /** This entry with what another one knows beside it; of classes the names decide alone. */
    CacheEntry and(CacheEntry other) {
        var all = new TreeMap<>(other.classes);
        all.putAll(classes);
        var allHot = new HashSet<>(other.hot);
        allHot.addAll(hot);
        return new CacheEntry(key, facts, all, allHot);
    }

    private static int checksum(byte[] file) {
        var crc = new CRC32C();
        crc.update(file, CHECKED, file.length - CHECKED);
        return (int) crc.getValue();
    }

    private static BodyFacts facts(int bits) {
        var features = EnumSet.noneOf(Feature.class);
        for (var feature : Feature.values()) {
            if ((bits & 1 << feature.ordinal()) != 0) {
                features.add(feature);
            }
        }
        return new BodyFacts(features, (bits & GROWS_MEMORY) != 0);
    }

    private static String text(ByteBuffer buffer) {
        return new String(bytes(buffer), StandardCharsets.UTF_8);
    }

    /** A length is held against the bytes that are left before anything is allocated for it. */
    private static byte[] bytes(ByteBuffer buffer) {
        int length = buffer.getInt();
        if (length < 0 || length > buffer.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}
