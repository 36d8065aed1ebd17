package dev.hostless.engine.fuzz;

import dev.hostless.engine.fuzz.Sections.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Changes modules: mostly inside one function body or section, with the sizes around it put right
 * so that the change is reached; sometimes the list of sections, or the bare bytes.
 */
final class Mutator {
    private static final int FIRST_NUMERIC = 0x45;
    private static final int LAST_NUMERIC = 0xc4;
    private static final int LONGEST_RUN = 40;
    /** Ends, block types, prefixes, and the edges of numbers. */
    private static final int[] EDGES = {0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e,
        0x0f, 0x10, 0x11, 0x1a, 0x1b, 0x20, 0x21, 0x3f, 0x40, 0x41, 0x6f, 0x70, 0x7f, 0x80, 0xfc,
        0xfe, 0xff};
    /** The largest numbers of 32 bits, unsigned and signed, and one that is too long. */
    private static final byte[][] NUMBERS = {{-1, -1, -1, -1, 0x0f}, {-1, -1, -1, -1, 0x07},
        {-128, -128, -128, -128, 0x78}, {-128, -128, -128, -128, -128, 0}, {-128, -128, 4}};

    private final List<byte[]> corpus;
    private final RandomGenerator random;

    Mutator(List<byte[]> corpus, RandomGenerator random) {
        this.corpus = corpus;
        this.random = random;
    }

    byte[] mutant() {
        List<Section> sections = new ArrayList<>(Sections.of(any()));
        int kind = random.nextInt(20);
        for (int i = kind < 18 ? 1 + random.nextInt(3) : 0; i > 0; i--) {
            if (kind < 11) {
                changeBody(sections);
            } else if (kind < 15) {
                changeContent(sections);
            } else {
                changeList(sections);
            }
        }
        byte[] module = Sections.join(sections);
        return switch (kind) {
            case 18 -> changed(module);
            case 19 -> Arrays.copyOf(module, random.nextInt(module.length));
            default -> module;
        };
    }

    private byte[] any() {
        return corpus.get(random.nextInt(corpus.size()));
    }

    private void changeBody(List<Section> sections) {
        for (int i = 0; i < sections.size(); i++) {
            if (sections.get(i).id() == Sections.CODE) {
                List<byte[]> bodies = Sections.bodies(sections.get(i));
                if (bodies.isEmpty()) {
                    break;
                }
                int body = random.nextInt(bodies.size());
                bodies.set(body, random.nextInt(30) == 0
                        ? bodies.get(random.nextInt(bodies.size()))
                        : changed(bodies.get(body)));
                sections.set(i, Sections.code(bodies));
                return;
            }
        }
        changeList(sections);
    }

    private void changeContent(List<Section> sections) {
        if (!sections.isEmpty()) {
            int index = random.nextInt(sections.size());
            Section section = sections.get(index);
            sections.set(index, new Section(section.id(), changed(section.content())));
        }
    }

    private void changeList(List<Section> sections) {
        int size = sections.size();
        List<Section> others = Sections.of(any());
        if (size == 0 || others.isEmpty()) {
            return;
        }
        int index = random.nextInt(size);
        Section other = others.get(random.nextInt(others.size()));
        switch (random.nextInt(5)) {
            case 0 -> sections.remove(index);
            case 1 -> sections.add(index, sections.get(random.nextInt(size)));
            case 2 -> Collections.swap(sections, index, random.nextInt(size));
            case 3 -> sections.add(index, other);
            default -> sections.replaceAll(one -> one.id() == other.id() ? other : one);
        }
    }

    /** A copy with one change somewhere. */
    private byte[] changed(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[]{(byte) random.nextInt()};
        }
        byte[] copy = bytes.clone();
        int at = random.nextInt(copy.length);
        int run = Math.min(1 + random.nextInt(LONGEST_RUN), copy.length - at);
        switch (random.nextInt(13)) {
            case 0 -> copy[at] = (byte) random.nextInt();
            case 1 -> copy[at] ^= (byte) (1 << random.nextInt(8));
            case 2 -> copy[at] = (byte) EDGES[random.nextInt(EDGES.length)];
            case 3 -> copy[at] += (byte) (random.nextBoolean() ? 1 : -1);
            case 4 -> {
                return spliced(copy, at, at + run, new byte[0]);
            }
            case 5 -> {
                return spliced(copy, at, at, Arrays.copyOfRange(copy, at, at + run));
            }
            case 6 -> {
                return spliced(copy, at, at + 1, NUMBERS[random.nextInt(NUMBERS.length)]);
            }
            case 7 -> {
                byte[] other = any();
                int from = random.nextInt(other.length);
                return spliced(copy, at, at + run, Arrays.copyOfRange(other, from,
                        Math.min(other.length, from + run)));
            }
            default -> exchangeOperator(copy, at);
        }
        return copy;
    }

    /** The next numeric instruction becomes another, often of the same type. */
    private void exchangeOperator(byte[] code, int start) {
        for (int at = start; at < code.length; at++) {
            int opcode = code[at] & 0xff;
            if (opcode >= FIRST_NUMERIC && opcode <= LAST_NUMERIC) {
                code[at] = (byte) Math.clamp(opcode + random.nextInt(-6, 7), FIRST_NUMERIC,
                        LAST_NUMERIC);
                return;
            }
        }
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte[] middle) {
        byte[] result = new byte[bytes.length - (to - from) + middle.length];
        System.arraycopy(bytes, 0, result, 0, from);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(bytes, to, result, from + middle.length, bytes.length - to);
        return result;
    }
}
