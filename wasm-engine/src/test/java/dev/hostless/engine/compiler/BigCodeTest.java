package dev.hostless.engine.compiler;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.Bytes;
import dev.hostless.engine.differential.ModuleWriter;
import dev.hostless.engine.differential.ModuleWriter.Kind;
import dev.hostless.engine.differential.Signature;
import java.lang.classfile.ClassFile;
import java.lang.classfile.attribute.CodeAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** However large a function is, HotSpot compiles each method that comes of it. */
class BigCodeTest {
    private static final Signature UNARY = Signature.of(List.of(ValueType.I32), ValueType.I32);

    @Test
    void aFunctionOfFiftyThousandInstructionsInGosShapeIsSplitIntoMethodsThatAreCompiled() {
        int segments = 500;
        byte[] module = resumeLoop(segments, (code, segment) -> {
            for (int i = 0; i < 24; i++) {
                code.raw(0x20, 1, 0x41).signed(segment + i).raw(0x6a, 0x21, 1);
            }
        });
        assertThat(instructions(module)).isGreaterThan(50_000);
        assertMethodsAreCompiled(module);
        int sum = IntStream.range(0, segments).map(s -> IntStream.range(s, s + 24).sum()).sum();
        assertThat(run(module)).isEqualTo(sum);
    }

    @Test
    void aBranchToTenThousandLabelsIsSplitIntoMethodsThatAreCompiled() {
        byte[] module = resumeLoop(10_000,
                (code, segment) -> code.raw(0x20, 1, 0x41).signed(segment).raw(0x6a, 0x21, 1));
        assertMethodsAreCompiled(module);
        assertThat(run(module)).isEqualTo(10_000 * 9_999 / 2);
    }

    private static long run(byte[] module) {
        return new Engine(EngineOptions.defaults()).load(module)
                .instantiate(Imports.of(), GuestOptions.defaults()).call("f", 0)[0];
    }

    /** Each segment does its work and jumps to the next; the last one leaves. */
    private static byte[] resumeLoop(int segments, ObjIntConsumer<Bytes> work) {
        Bytes code = new Bytes().raw(0x02, 0x40, 0x03, 0x40);
        for (int i = 0; i < segments; i++) {
            code.raw(0x02, 0x40);
        }
        code.raw(0x20, 0, 0x0e).unsigned(segments - 1);
        for (int i = 0; i < segments; i++) {
            code.unsigned(i);
        }
        for (int i = 0; i < segments; i++) {
            code.raw(0x0b);
            work.accept(code, i);
            int around = segments - 1 - i;
            if (around > 0) {
                code.raw(0x41).signed(i + 1).raw(0x21, 0, 0x0c).unsigned(around);
            }
        }
        code.raw(0x0b, 0x0b, 0x20, 1, 0x0b);
        ModuleWriter module = new ModuleWriter();
        module.export("f", Kind.FUNCTION, module.function(UNARY, List.of(ValueType.I32), code));
        return module.toArray();
    }

    private static Unit unit(byte[] module) {
        EngineOptions options = EngineOptions.defaults();
        ModuleImage image = ModuleDecoder.decode(module, options);
        return new Unit(image, options, List.of());
    }

    private static int instructions(byte[] module) {
        Unit unit = unit(module);
        return FunctionScan.of(unit.image(), 0, unit.options().costTable()).instructions;
    }

    private static void assertMethodsAreCompiled(byte[] module) {
        FunctionClass.Generated generated = FunctionClass.generate(unit(module), 0);
        List<byte[]> classes = new ArrayList<>();
        classes.add(generated.bytes());
        generated.parts().forEach(part -> classes.add(part.bytes()));
        assertThat(generated.parts()).isNotEmpty();
        for (byte[] bytes : classes) {
            var parsed = ClassFile.of().parse(bytes);
            for (var method : parsed.methods()) {
                // A class initializer runs once, in the interpreter.
                if (method.code().orElse(null) instanceof CodeAttribute code
                        && !method.methodName().equalsString("<clinit>")) {
                    assertThat(code.codeLength())
                            .as("bytes of %s in %s", method.methodName(), parsed.thisClass())
                            .isLessThanOrEqualTo(FunctionSplitter.LARGEST_METHOD);
                }
            }
        }
    }
}
