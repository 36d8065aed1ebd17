package dev.hostless.engine.differential;

import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.ModuleWriter.Kind;
import dev.hostless.engine.differential.RandomModule.Entry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Writes a random module that is valid, ends soon, and shows all that it computes: exported entries
 * set the budget of work and call inner functions, which compute on memory, globals, tables and the
 * host's {@code env.mix}.
 */
public final class ModuleGenerator {
    private static final List<ValueType> NUMBERS = List.of(ValueType.I32, ValueType.I64,
            ValueType.F32, ValueType.F64);
    private static final Signature RESUMABLE = Signature.of(List.of(ValueType.I32), ValueType.I32);
    private static final Scale STANDARD = new Scale(600, 5, 2, 5, 300);
    private static final Scale HUGE = new Scale(3_000, 5, 2, 5, 300);
    private static final Scale SMALL = new Scale(25, 2, 1, 2, 60);
    private static final int PASSIVE_SEGMENTS = 2;

    private final Random random;
    private final long seed;
    private final Scale scale;
    private final ModuleWriter module = new ModuleWriter();
    private final Shape shape;

    /**
     * How large modules are.
     *
     * @param largest expressions and statements of the largest functions
     * @param signatures of random numbers
     * @param alike functions of each signature at most
     * @param entries exported functions
     * @param budget calls and turns of loops in one call from outside
     */
    private record Scale(int largest, int signatures, int alike, int entries, int budget) {
    }

    private ModuleGenerator(long seed, Scale scale) {
        this.seed = seed;
        this.scale = scale;
        this.random = new Random(seed);
        List<Signature> signatures = signatures();
        List<ValueType> globals = new ArrayList<>(NUMBERS);
        globals.addAll(List.of(ValueType.I32, ValueType.I64));
        int risk = random.nextInt(3) == 0 ? 0 : 15 + random.nextInt(90);
        this.shape = new Shape(signatures, 1,
                signatures.size() * (1 + random.nextInt(scale.alike())),
                globals,
                risk, PASSIVE_SEGMENTS, blockTypes());
    }

    /** Most functions are small; some, of those that resume many, are to be split. */
    public static RandomModule generate(long seed) {
        return new ModuleGenerator(seed, STANDARD).generate();
    }

    /** The same, but all is small: for many modules in little time. */
    public static RandomModule generateSmall(long seed) {
        return new ModuleGenerator(seed, SMALL).generate();
    }

    /** The same, but some functions are larger than what fits into one method of the JVM. */
    public static RandomModule generateHuge(long seed) {
        return new ModuleGenerator(seed, HUGE).generate();
    }

    private RandomModule generate() {
        module.importFunction("env", "mix", Shape.MIX);
        for (int i = 0; i < shape.functions(); i++) {
            addFunction(shape.signatureOf(i));
        }
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < scale.entries(); i++) {
            entries.add(addEntry("run" + i, i % shape.functions()));
        }
        addState();
        return new RandomModule(seed, module.toArray(), entries, exportedGlobals(),
                shape.blockParameters());
    }

    private List<Signature> signatures() {
        List<Signature> signatures = new ArrayList<>();
        signatures.add(RESUMABLE);
        for (int i = 1; i <= scale.signatures(); i++) {
            signatures.add(new Signature(numbers(6), numbers(i % 2 == 0 ? 1 : 4)));
        }
        List<ValueType> withReference = new ArrayList<>(numbers(3));
        withReference.add(random.nextInt(withReference.size() + 1), ValueType.FUNCREF);
        signatures.add(new Signature(withReference, List.of(ValueType.FUNCREF, ValueType.I64)));
        return signatures;
    }

    /** One module in three has blocks with parameters, which Endive's compiler often cannot do. */
    private List<List<ValueType>> blockTypes() {
        List<List<ValueType>> types = new ArrayList<>();
        if (random.nextInt(3) == 0) {
            types.add(List.of(ValueType.FUNCREF, ValueType.I64));
            for (int i = 0; i < 3; i++) {
                List<ValueType> more = new ArrayList<>(numbers(3));
                more.add(NUMBERS.get(i));
                types.add(List.copyOf(more));
            }
        }
        return types;
    }

    private List<ValueType> numbers(int most) {
        return IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(_ -> NUMBERS.get(random.nextInt(NUMBERS.size()))).toList();
    }

    private void addFunction(Signature signature) {
        boolean resumable = signature.equals(RESUMABLE) && random.nextInt(4) > 0;
        int nodes = switch (random.nextInt(resumable ? 4 : 25)) {
            case 0 -> scale.largest();
            case 1, 2 -> Math.min(300, scale.largest());
            default -> Math.min(20 + random.nextInt(80), scale.largest());
        };
        Frame frame = new Frame(random, shape, signature, nodes);
        Expressions expressions = new Expressions(frame, module);
        if (resumable) {
            // Its segments take the budget: nothing comes before the loop in such a function.
            new ResumeLoop(frame, expressions).write(2 + random.nextInt(nodes / 20 + 4));
        } else {
            frame.takeBudget();
            frame.code.raw(0x04, 0x40);
            frame.zeros(signature.results());
            frame.code.raw(0x0f, 0x0b);
            for (int i = 0; i < 2 + nodes / 40; i++) {
                expressions.statements().statement(5);
            }
            expressions.values(signature.results(), 5);
        }
        module.function(signature, frame.locals(), frame.code.raw(0x0b));
    }

    private Entry addEntry(String name, int inner) {
        Signature signature = shape.signatureOf(inner);
        Bytes code = new Bytes().raw(0x41).signed(scale.budget()).raw(0x24, Shape.BUDGET_GLOBAL);
        for (int i = 0; i < signature.parameters().size(); i++) {
            code.raw(0x20).unsigned(i);
        }
        code.raw(0x10).unsigned(shape.firstFunction() + inner).raw(0x0b);
        module.export(name, Kind.FUNCTION, module.function(signature, List.of(), code));
        return new Entry(name, signature);
    }

    private void addState() {
        int signatures = shape.signatures().size();
        int slots = signatures * Shape.SLOTS_PER_SIGNATURE;
        module.table(ValueType.FUNCREF, slots + 2, slots + 2);
        module.table(ValueType.FUNCREF, Shape.SCRATCH_TABLE_SIZE, Shape.SCRATCH_TABLE_SIZE + 8);
        module.memory(1, 3);
        module.export("memory", Kind.MEMORY, 0);
        List<ValueType> globals = exportedGlobals();
        for (int i = 0; i < globals.size(); i++) {
            module.global(globals.get(i), true, initial(globals.get(i)));
            module.export("g" + i, Kind.GLOBAL, i);
        }
        module.elements(0, IntStream.range(0, slots).map(this::functionInSlot).toArray());
        for (int i = 0; i < PASSIVE_SEGMENTS; i++) {
            module.passiveElements(random.ints(Shape.SEGMENT_FUNCTIONS, 0, shape.functions())
                    .map(function -> shape.firstFunction() + function).toArray());
            module.passiveData(randomBytes(Shape.SEGMENT_BYTES));
        }
        module.declareElements(
                IntStream.range(0, shape.firstFunction() + shape.functions()).toArray());
        module.data(16, randomBytes(1_000));
        module.data(65_536 - 64, randomBytes(64));
    }

    private int functionInSlot(int slot) {
        int signatures = shape.signatures().size();
        int alike = shape.functions() / signatures;
        int signature = slot / Shape.SLOTS_PER_SIGNATURE;
        return shape.firstFunction() + signature + signatures * (slot % alike);
    }

    private List<ValueType> exportedGlobals() {
        List<ValueType> globals = new ArrayList<>();
        globals.add(ValueType.I32);
        globals.addAll(shape.globals());
        return globals;
    }

    private Bytes initial(ValueType type) {
        return switch (type) {
            case I32 -> new Bytes().raw(0x41).signed(random.nextInt());
            case I64 -> new Bytes().raw(0x42).signed(random.nextLong());
            case F32 -> new Bytes().raw(0x43)
                    .littleEndian(Float.floatToIntBits(random.nextFloat()), 4);
            case F64 -> new Bytes().raw(0x44)
                    .littleEndian(Double.doubleToLongBits(random.nextGaussian()), 8);
            case FUNCREF, EXTERNREF -> throw new IllegalStateException("no global of " + type);
        };
    }

    private Bytes randomBytes(int length) {
        Bytes bytes = new Bytes();
        random.ints(length).forEach(bytes::raw);
        return bytes;
    }
}
