package dev.hostless.board;

import dev.hostless.board.StackProbe.GuestCopy;
import dev.hostless.gogc.HeapMemory;
import dev.hostless.gogc.guest.GoDescriptor;
import dev.hostless.gogc.guest.GoLayout;
import dev.hostless.gogc.guest.GoWord;
import dev.hostless.gogc.guest.GuestLayoutProblem;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** A real Go program's memory, in which a few words are no longer what Go put there. */
final class ForgedGuest implements HeapMemory {
    private static final int MOST_FORGED = 12;
    private static final int TYPE_BYTES = 96;

    private final ByteBuffer memory;
    private final int stackPointer;
    private final int descriptor;
    private final GoDescriptor truth;
    private final int[] goroutines;
    private final int[] types;
    private final Random random;

    ForgedGuest(GuestCopy copy, int[] types, Random random) {
        memory = ByteBuffer.wrap(copy.bytes().clone()).order(ByteOrder.LITTLE_ENDIAN);
        stackPointer = copy.stackPointer();
        descriptor = copy.descriptor();
        this.types = types;
        this.random = random;
        var layout = GoLayout.read(this, descriptor);
        truth = layout.descriptor();
        goroutines = layout.stacks().goroutines();
    }

    /** Forges, reads all there is to read, and undoes it. */
    boolean isRefused() {
        Map<Integer, Long> before = new HashMap<>();
        int count = 1 + random.nextInt(MOST_FORGED);
        for (int index = 0; index < count; index++) {
            int address = place() & -Long.BYTES;
            before.putIfAbsent(address, memory.getLong(address));
            memory.putLong(address, forged(memory.getLong(address)));
        }
        try {
            readAll();
            return false;
        } catch (GuestLayoutProblem problem) {
            return true;
        } finally {
            before.forEach(memory::putLong);
        }
    }

    private int place() {
        int g = goroutines[random.nextInt(goroutines.length)];
        return switch (random.nextInt(6)) {
            case 0 -> descriptor + random.nextInt(Long.BYTES * GoWord.values().length);
            case 1 -> g + random.nextInt((int) truth.at(GoWord.G_BYTES));
            case 2 -> in(GoWord.FUNCTIONS, (int) truth.at(GoWord.FUNCTIONS_BYTES));
            case 3 -> in(GoWord.FUNCTION_DATA, 1 << 16);
            case 4 -> types[random.nextInt(types.length)] + random.nextInt(TYPE_BYTES);
            default -> onStack(g);
        };
    }

    private int in(GoWord start, int bytes) {
        return (int) truth.at(start) + random.nextInt(bytes);
    }

    private int onStack(int g) {
        int high = memory.getInt(g + (int) truth.at(GoWord.G_STACK_HIGH));
        int low = memory.getInt(g + (int) truth.at(GoWord.G_STACK_LOW));
        return low <= 0 || high > memory.capacity() - Long.BYTES || high <= low
                ? g
                : high - 1 - random.nextInt(Math.min(high - low, 600));
    }

    private long forged(long value) {
        return switch (random.nextInt(5)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextInt(memory.capacity());
            case 2 -> value + random.nextInt(64) - 32;
            case 3 -> value ^ 1L << random.nextInt(64);
            default -> memory.getLong(place() & -Long.BYTES);
        };
    }

    private void readAll() {
        var layout = GoLayout.read(this, descriptor);
        for (var block : layout.globalBlocks()) {
            layout.globals().scan(block, _ -> {});
        }
        for (int g : layout.stacks().goroutines()) {
            layout.stacks().scan(g, _ -> {});
        }
        layout.stacks().scanRunning(stackPointer, _ -> {});
        for (int type : types) {
            layout.masks().maskOf(type);
        }
    }

    @Override
    public long bytes() {
        return memory.capacity();
    }

    @Override
    public long limitBytes() {
        return memory.capacity();
    }

    @Override
    public boolean grow(long bytes) {
        return false;
    }

    @Override
    public byte[] array() {
        return memory.array();
    }
}
