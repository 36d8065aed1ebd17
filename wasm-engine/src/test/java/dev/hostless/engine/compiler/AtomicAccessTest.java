package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.compiler.AtomicForm.Operator;
import java.lang.constant.ClassDesc;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The two ways to access memory atomically, against each other. */
class AtomicAccessTest {
    private static final long SEED = Long.getLong("seed", 7);

    /** Loads accessors that were generated in the given way. */
    private static final class Accessors extends ClassLoader {
        private final Class<?> type;

        Accessors(boolean unsafe) {
            super(AtomicAccessTest.class.getClassLoader());
            String name = unsafe ? "test.Direct" : "test.Locked";
            byte[] bytes = AtomicAccess.generate(ClassDesc.of(name), unsafe);
            type = defineClass(name, bytes, 0, bytes.length);
        }

        Object call(AtomicForm form, Instance instance, int address, long first, long second)
                throws ReflectiveOperationException {
            Method method = java.util.Arrays.stream(type.getMethods())
                    .filter(m -> m.getName().equals(form.methodName())).findFirst().orElseThrow();
            Object one = form.type() == ValueType.I64 ? (Object) first : (Object) (int) first;
            Object two = form.type() == ValueType.I64 ? (Object) second : (Object) (int) second;
            return switch (form.operator()) {
                case LOAD -> method.invoke(null, address, instance, 8, 0);
                case CMPXCHG -> method.invoke(null, address, one, two, instance, 8, 0);
                default -> method.invoke(null, address, one, instance, 8, 0);
            };
        }
    }

    private static Instance instance() {
        byte[] empty = {0, 'a', 's', 'm', 1, 0, 0, 0};
        var options = EngineOptions.defaults();
        var code = new ProgramCode(ModuleDecoder.decode(empty, options), options,
                GeneratedClasses.none());
        var setup = new InstanceSetup(code, new Meter(() -> {}), new Table[0], null, (_, _) -> {},
                Map.of(), Map.of(), new dev.hostless.engine.SingleCoreWaitQueue(1),
                null);
        var instance = code.newInstance(setup, List.of());
        instance.memory = new byte[64];
        return instance;
    }

    @Test
    void bothWaysGiveTheSame() throws ReflectiveOperationException {
        var random = new SplittableRandom(SEED);
        var locked = new Accessors(false);
        var direct = new Accessors(Access.UNSAFE && Access.BIAS % 8 == 0);
        var one = instance();
        var other = instance();
        for (int round = 0; round < 200; round++) {
            for (var form : AtomicForm.all()) {
                int address = random.nextInt(48 / form.bytes()) * form.bytes();
                long first = random.nextBoolean()
                        ? random.nextLong()
                        : PortableAtomics.access(0, form.bytes(), one.memory, address + 8, 0, 0);
                long second = random.nextLong();
                assertThat(direct.call(form, one, address, first, second))
                        .as("%s, seed %d", form.name(), SEED)
                        .isEqualTo(locked.call(form, other, address, first, second));
                assertThat(one.memory).as("%s, seed %d", form.name(), SEED)
                        .isEqualTo(other.memory);
            }
        }
    }

    @Test
    void aNarrowExchangeComparesOnlyTheBytesThatItReads() throws ReflectiveOperationException {
        var form = new AtomicForm(Operator.CMPXCHG, ValueType.I32, 1);
        for (boolean unsafe : new boolean[]{false, Access.UNSAFE && Access.BIAS % 8 == 0}) {
            var instance = instance();
            instance.memory[9] = 0x11;
            assertThat(new Accessors(unsafe).call(form, instance, 1, 0x11111111, 0xcd))
                    .isEqualTo(0x11);
            assertThat(instance.memory[9]).isEqualTo((byte) 0xcd);
        }
    }

    @Test
    void formsAreNamedAsInTheTextFormat() {
        assertThat(AtomicForm.all()).extracting(AtomicForm::name).hasSize(63)
                .doesNotHaveDuplicates().contains("i32.atomic.load", "i64.atomic.load32_u",
                        "i32.atomic.store16", "i64.atomic.rmw32.cmpxchg_u", "i32.atomic.rmw.xchg");
    }
}
