package dev.hostless.engine.differential;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Contender.Outcome;
import dev.hostless.engine.differential.Contender.Running;
import dev.hostless.engine.differential.ModuleWriter.Kind;
import dev.hostless.engine.differential.RandomModule.Entry;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A board's floats are deterministic: arithmetic answers one NaN only, whatever NaN goes in; what
 * only moves bits, moves all of them.
 */
class NanTest {
    private static final long CANONICAL_F32 = 0x7fc0_0000L;
    private static final long CANONICAL_F64 = 0x7ff8_0000_0000_0000L;
    private static final List<Long> NANS_F32 = List.of(CANONICAL_F32, 0xffc0_0000L, 0x7f80_0001L,
            0xff80_1234L, 0x7fff_ffffL);
    private static final List<Long> NANS_F64 = List.of(CANONICAL_F64, 0xfff8_0000_0000_0000L,
            0x7ff0_0000_0000_0001L, 0xfff0_0000_0012_3456L, Long.MAX_VALUE);
    private static final List<Integer> SIGN_ONLY = List.of(0x8b, 0x8c, 0x98, 0x99, 0x9a, 0xa6);

    @TestFactory
    Stream<DynamicTest> arithmeticOnNansAnswersTheCanonicalNan() {
        return floatOperators().filter(NanTest::isArithmetic).map(operator -> DynamicTest
                .dynamicTest(name(operator), () -> {
                    Entry entry = entry(operator);
                    Running running = module(operator, entry);
                    long canonical = operator.result() == ValueType.F32
                            ? CANONICAL_F32
                            : CANONICAL_F64;
                    for (long nan : nans(operator.operands().getFirst())) {
                        long[] arguments = new long[operator.operands().size()];
                        java.util.Arrays.fill(arguments, nan);
                        assertThat(running.call(entry, arguments)).as("of %x", nan)
                                .isEqualTo(new Outcome.Returned(List.of(canonical)));
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> signOperationsKeepThePayload() {
        return floatOperators().filter(operator -> SIGN_ONLY.contains(code(operator)))
                .map(operator -> DynamicTest.dynamicTest(name(operator), () -> {
                    Entry entry = entry(operator);
                    Running running = module(operator, entry);
                    boolean single = operator.result() == ValueType.F32;
                    long payload = single ? 0x7fff_ffffL : Long.MAX_VALUE;
                    for (long nan : nans(operator.result())) {
                        long[] arguments = new long[operator.operands().size()];
                        java.util.Arrays.fill(arguments, nan);
                        Outcome outcome = running.call(entry, arguments);
                        assertThat(outcome).isInstanceOfSatisfying(Outcome.Returned.class,
                                returned -> assertThat(returned.bits().getFirst() & payload)
                                        .isEqualTo(nan & payload));
                    }
                }));
    }

    /** A NaN that only arithmetic takes may be any; what is seen of the last one may not. */
    @TestFactory
    Stream<DynamicTest> chainsOfArithmeticEndInTheCanonicalNan() {
        Bytes twice = new Bytes().raw(0x20).unsigned(0).raw(0x20).unsigned(0);
        return Stream.of(
                chain("is given back", twice, 0xa2, 0x20, 0, 0xa1),
                chain("is the lower operand", twice, 0xa2, 0x20, 0, 0x20, 0, 0xa0, 0xa3),
                chain("is kept and used", twice, 0xa2, 0x22, 1, 0x20, 0, 0xa0, 0x1a, 0x20, 1),
                chain("crosses a block", twice, 0xa2, 0x02, 0x40, 0x0b),
                chain("is selected", twice, 0xa2, 0x20, 0, 0x41, 1, 0x1b),
                chain("goes through memory", new Bytes().raw(0x41, 0), 0x20, 0, 0x20, 0, 0xa2,
                        0x39, 3, 0, 0x41, 0, 0x2b, 3, 0),
                chain("loses its sign", twice, 0xa2, 0x99));
    }

    private static DynamicTest chain(String name, Bytes before, int... after) {
        Entry entry = new Entry("run",
                Signature.of(List.of(ValueType.F64), ValueType.F64));
        return DynamicTest.dynamicTest(name, () -> {
            ModuleWriter module = new ModuleWriter();
            module.memory(1, 1);
            Bytes code = new Bytes().append(before);
            for (int each : after) {
                code.raw(each);
            }
            module.export("run", Kind.FUNCTION, module.function(entry.signature(),
                    List.of(ValueType.F64), code.raw(0x0b)));
            Running running = new HostlessContender(EngineOptions.defaults())
                    .start(module.toArray());
            for (long nan : NANS_F64) {
                assertThat(running.call(entry, nan)).as("of %x", nan)
                        .isEqualTo(new Outcome.Returned(List.of(CANONICAL_F64)));
            }
        });
    }

    private static Stream<Operator> floatOperators() {
        return Stream.of(ValueType.F32, ValueType.F64)
                .flatMap(type -> Operator.leaving(type).stream())
                .filter(operator -> operator.operands().stream()
                        .allMatch(type -> type == ValueType.F32 || type == ValueType.F64));
    }

    private static boolean isArithmetic(Operator operator) {
        return !SIGN_ONLY.contains(code(operator));
    }

    private static int code(Operator operator) {
        return operator.encoding().toArray()[0] & 0xff;
    }

    private static String name(Operator operator) {
        return operator.result() + " instruction 0x"
                + HexFormat.of().formatHex(operator.encoding().toArray());
    }

    private static List<Long> nans(ValueType type) {
        return type == ValueType.F32 ? NANS_F32 : NANS_F64;
    }

    private static Entry entry(Operator operator) {
        return new Entry("run", new Signature(operator.operands(), List.of(operator.result())));
    }

    private static Running module(Operator operator, Entry entry) {
        ModuleWriter module = new ModuleWriter();
        Bytes code = new Bytes();
        for (int i = 0; i < operator.operands().size(); i++) {
            code.raw(0x20).unsigned(i);
        }
        module.export("run", Kind.FUNCTION, module.function(entry.signature(), List.of(),
                code.append(operator.encoding()).raw(0x0b)));
        return new HostlessContender(EngineOptions.defaults()).start(module.toArray());
    }
}
