package dev.hostless.engine;

import dev.hostless.engine.ModuleBytes.Code;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Modules that need what the engine lacks are refused by the feature's name and the place. */
class RefusalTest {
    /** A module whose one byte of interest is at the offset. */
    private record Sample(String feature, byte[] module, int offset) {
    }

    private final Map<String, Sample> samples = new TreeMap<>();

    private static Code header() {
        return ModuleBytes.code().op(0, 'a', 's', 'm', 1, 0, 0, 0);
    }

    /** A section whose contents are {@code before}, then what is refused. */
    private void section(String feature, String what, int id, int[] before, int... refused) {
        byte[] contents = ModuleBytes.code().op(before).op(refused).bytes();
        byte[] module = header().op(id).sized(contents).bytes();
        samples.put(what, new Sample(feature, module, module.length - refused.length));
    }

    /** A function of no type whose body is {@code before}, then the instruction. */
    private void instruction(String feature, String what, int[] before, int... refused) {
        byte[] body = ModuleBytes.code().op(0).op(before).op(refused).op(0x0b).bytes();
        byte[] module = header().op(1).sized(new byte[]{1, 0x60, 0, 0})
                .op(3).sized(new byte[]{1, 0}).op(10)
                .sized(ModuleBytes.code().op(1).sized(body).bytes()).bytes();
        samples.put(what, new Sample(feature, module, module.length - refused.length - 1));
    }

    private void instruction(String feature, String what, int... refused) {
        instruction(feature, what, new int[0], refused);
    }

    private void types() {
        int[] parameter = {1, 0x60, 1};
        section("simd", "parameter v128", 1, parameter, 0x7b, 0);
        section("exception-handling", "parameter exnref", 1, parameter, 0x69, 0);
        section("function-references", "parameter (ref null 0)", 1, parameter, 0x63, 0, 0);
        section("gc", "parameter anyref", 1, parameter, 0x6e, 0);
        section("gc", "parameter i31ref", 1, parameter, 0x6c, 0);
        section("gc", "struct type", 1, new int[]{1}, 0x5f, 0);
        section("gc", "array type", 1, new int[]{1}, 0x5e, 0x7f, 0);
        section("gc", "recursive type", 1, new int[]{1}, 0x4e, 1, 0x60, 0, 0);
        section("stack-switching", "continuation type", 1, new int[]{1}, 0x5d, 0);
        section("simd", "global v128", 6, new int[]{1}, 0x7b, 0, 0xfd);
        section("gc", "table of eqref", 4, new int[]{1}, 0x6d, 0, 0);
        section("function-references", "table with an initial value", 4, new int[]{1}, 0x40, 0);
    }

    private void sections() {
        section("memory64", "64-bit memory", 5, new int[]{1}, 4, 1);
        section("memory64", "64-bit table", 4, new int[]{1, 0x70}, 5, 1, 2);
        section("custom-page-sizes", "memory of small pages", 5, new int[]{1}, 8, 1, 0);
        section("shared-everything-threads", "shared table", 4, new int[]{1, 0x70}, 3, 1, 2);
        section("exception-handling", "imported tag", 2, new int[]{1, 1, 'm', 1, 'n'}, 4, 0, 0);
        section("exception-handling", "exported tag", 7, new int[]{1, 1, 'n'}, 4, 0);
        section("extended-const", "sum in a global", 6, new int[]{1, 0x7f, 0, 0x41, 1, 0x41, 2},
                0x6a, 0x0b);
        byte[] tags = header().op(13).sized(new byte[]{1, 0, 0}).bytes();
        samples.put("tag section", new Sample("exception-handling", tags, tags.length - 3));
        byte[] component = ModuleBytes.code().op(0, 'a', 's', 'm', 13, 0, 1, 0).bytes();
        samples.put("component", new Sample("component-model", component, 4));
    }

    private void instructions() {
        instruction("simd", "v128.const", 0xfd, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        instruction("simd", "i8x16.relaxed_swizzle", 0xfd, 0x80, 2);
        instruction("simd", "block of v128", 0x02, 0x7b);
        instruction("gc", "block of anyref", 0x02, 0x6e);
        instruction("exception-handling", "try", 0x06, 0x40);
        instruction("exception-handling", "throw", 0x08, 0);
        instruction("exception-handling", "try_table", 0x1f, 0x40, 0);
        instruction("exception-handling", "throw_ref", 0x0a);
        instruction("tail-call", "return_call", 0x12, 0);
        instruction("tail-call", "return_call_indirect", 0x13, 0, 0);
        instruction("function-references", "call_ref", 0x14, 0);
        instruction("function-references", "ref.as_non_null", 0xd4);
        instruction("function-references", "ref.null of a defined type", 0xd0, 0);
        instruction("gc", "ref.null any", 0xd0, 0x6e);
        instruction("gc", "ref.eq", 0xd3);
        instruction("gc", "struct.new", 0xfb, 0, 0);
        instruction("stack-switching", "cont.new", 0xe0, 0);
        instruction("wide-arithmetic", "i64.add128", 0xfc, 0x13);
        instruction("simd", "select of v128", 0x1c, 1, 0x7b);
    }

    @TestFactory
    Stream<DynamicTest> modulesAreRefusedByFeatureAndPlace() {
        types();
        sections();
        instructions();
        return samples.entrySet().stream().map(entry -> DynamicTest.dynamicTest(entry.getKey(),
                () -> refuses(entry.getValue())));
    }

    private static void refuses(Sample sample) {
        var refusal = catchThrowableOfType(UnsupportedFeature.class,
                () -> new Engine(EngineOptions.defaults()).load(sample.module()));
        assertThat(refusal).isNotNull();
        assertThat(refusal.feature()).isEqualTo(sample.feature());
        assertThat(refusal.offset()).isEqualTo(sample.offset());
        assertThat(refusal).hasMessageContaining(sample.feature())
                .hasMessageContaining("at byte 0x%x".formatted(sample.offset()));
    }

    @Test
    void anUnknownVersionIsNoFeature() {
        byte[] bytes = ModuleBytes.code().op(0, 'a', 's', 'm', 2, 0, 0, 0).bytes();
        assertThat(catchThrowableOfType(MalformedProgram.class,
                () -> new Engine(EngineOptions.defaults()).load(bytes)))
                .hasMessageContaining("unknown binary version");
    }
}
