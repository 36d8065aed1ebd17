package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.Instruction;
import java.lang.classfile.Label;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.IncrementInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.lang.classfile.instruction.LoadInstruction;
import java.lang.classfile.instruction.StoreInstruction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The worked example of docs/engine.md is what the compiler makes of it today. */
class WorkedExampleTest {
    private static final Path PAGE = Path.of("..", "docs", "engine.md");

    /** The module of the page: {@code sum(at, n)} adds n numbers. */
    private static final byte[] MODULE = {0, 'a', 's', 'm', 1, 0, 0, 0, 1, 7, 1, 0x60, 2, 0x7f,
        0x7f, 1, 0x7f, 3, 2, 1, 0, 5, 3, 1, 0, 1, 10, 0x25, 1, 0x23, 1, 1, 0x7f, 3, 0x40, 0x20, 2,
        0x20, 0, 0x28, 2, 0, 0x6a, 0x21, 2, 0x20, 0, 0x41, 4, 0x6a, 0x21, 0, 0x20, 1, 0x41, 1,
        0x6b, 0x22, 1, 0x0d, 0, 0x0b, 0x20, 2, 0x0b};

    /** One instruction a line; labels are numbered as they are bound. */
    private static String listing(byte[] type) {
        var method = ClassFile.of().parse(type).methods().stream()
                .filter(m -> m.methodName().equalsString("f")).findFirst().orElseThrow();
        CodeAttribute code = method.findAttribute(Attributes.code())
                .orElseThrow();
        Map<Label, String> labels = new HashMap<>();
        for (var element : code) {
            if (element instanceof BranchInstruction branch) {
                labels.put(branch.target(), "");
            }
        }
        for (var element : code) {
            if (element instanceof LabelTarget target && labels.containsKey(target.label())) {
                labels.put(target.label(), "L" + labels.values().stream()
                        .filter(name -> !name.isEmpty()).count());
            }
        }
        var lines = new StringBuilder();
        for (var element : code) {
            if (element instanceof LabelTarget target && labels.containsKey(target.label())) {
                lines.append(labels.get(target.label())).append(":\n");
            } else if (element instanceof Instruction instruction) {
                String name = instruction.opcode().name().toLowerCase(Locale.ROOT)
                        .replaceFirst("(load|store)_[0-3]$", "$1");
                lines.append("    %s %s".formatted(name, operands(instruction, labels))
                        .stripTrailing()).append('\n');
            }
        }
        return lines.toString();
    }

    private static String operands(Instruction instruction, Map<Label, String> labels) {
        return switch (instruction) {
            case BranchInstruction branch -> labels.getOrDefault(branch.target(), "");
            case IncrementInstruction step -> step.slot() + " " + step.constant();
            case LoadInstruction load -> Integer.toString(load.slot());
            case StoreInstruction store -> Integer.toString(store.slot());
            case FieldInstruction field -> field.name().stringValue();
            case InvokeInstruction call -> {
                String owner = call.owner().asInternalName();
                yield owner.substring(owner.lastIndexOf('/') + 1) + "." + call.name().stringValue();
            }
            default -> "";
        };
    }

    @Test
    void thePageShowsWhatTheCompilerMakes() throws IOException {
        assumeTrue(Access.UNSAFE);
        var options = EngineOptions.defaults();
        var unit = new Unit(ModuleDecoder.decode(MODULE, options), options, List.of());
        String listing = listing(FunctionClass.generate(unit, 0).bytes());
        String page = Files.readString(PAGE);
        assertThat(page).as("what docs/engine.md must show:%n%s", listing).contains(listing);
    }
}
