package dev.hostless.gogc.guest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GoDescriptorTest {
    private static final Path GO_SIDE = Path.of("port/hosted_descriptor.go");
    private static final Pattern CONSTANT = Pattern.compile("(?m)^\\thostedWord(\\w+)( = iota)?$");
    private static final Pattern FILLED = Pattern.compile("(?m)^\\td\\[hostedWord(\\w+)] = ");

    private final FakeGo go = new FakeGo();

    @Test
    void theGoSideHasTheSameWordsInTheSameOrderAndFillsThemAllIn() throws IOException {
        var source = Files.readString(GO_SIDE);
        var words = Arrays.stream(GoWord.values()).map(GoDescriptorTest::goName).toList();
        assertThat(names(CONSTANT, source)).isEqualTo(words);
        assertThat(names(FILLED, source)).isEqualTo(words);
        assertThat(source).contains("const hostedDescriptorVersion = " + GoDescriptor.VERSION);
    }

    private static List<String> names(Pattern pattern, String source) {
        return pattern.matcher(source).results().map(found -> found.group(1)).toList();
    }

    /** PC_TABLES is PcTables there. */
    private static String goName(GoWord word) {
        var name = new StringBuilder();
        for (var part : word.name().split("_")) {
            name.append(part.charAt(0)).append(part.substring(1).toLowerCase(Locale.ROOT));
        }
        return name.toString();
    }

    @Test
    void everyWordIsRead() {
        int address = go.describe();
        var descriptor = GoDescriptor.read(go, address);
        for (var word : GoWord.values()) {
            assertThat(descriptor.at(word)).as(word.name()).isEqualTo(go.at(word));
        }
        assertThat(descriptor).isEqualTo(GoDescriptor.read(go, address));
    }

    @Test
    void anotherVersionIsRefused() {
        go.set(GoWord.VERSION, 2);
        assertThatThrownBy(go::layout).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining("version 2, not 1");
    }

    @Test
    void anotherNumberOfWordsIsRefused() {
        go.set(GoWord.WORDS, 20);
        assertThatThrownBy(go::layout).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining("20 words");
    }

    @Test
    void aDescriptorBeyondMemoryIsRefused() {
        for (int address : new int[]{FakeGo.BYTES, FakeGo.BYTES - 8, -8, Integer.MIN_VALUE}) {
            assertThatThrownBy(() -> GoLayout.read(go, address))
                    .isInstanceOf(GuestLayoutProblem.class);
        }
    }

    @Test
    void aWordThatCannotBeRightIsRefusedByItsName() {
        refuses(GoWord.M0, FakeGo.BYTES);
        refuses(GoWord.ALL_GS, 0);
        refuses(GoWord.G_PC, 1 << 20);
        refuses(GoWord.G_PC, -1);
        refuses(GoWord.NAMES_BYTES, Long.MAX_VALUE);
    }

    private void refuses(GoWord word, long value) {
        long right = go.at(word);
        go.set(word, value);
        assertThatThrownBy(go::layout).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining(word.name());
        go.set(word, right);
    }

    @Test
    void boundsInTheWrongOrderAreRefused() {
        go.set(GoWord.DATA_END, go.at(GoWord.DATA) - 8);
        assertThatThrownBy(go::layout).isInstanceOf(GuestLayoutProblem.class)
                .hasMessageContaining("DATA and DATA_END");
    }

    /** Whatever a guest hands over, reading all of it ends with an answer or with a problem. */
    @Test
    void forgedDescriptorsEndInProblemsOnly() {
        long seed = Long.getLong("seed", 31L);
        System.out.println("GoDescriptorTest -Dseed=" + seed);
        var random = new Random(seed);
        int refused = 0;
        for (int round = 0; round < 5_000; round++) {
            var forged = new FakeGo();
            int function = forged.function("main.f").locals(3, 0b101, 0b010).add();
            forged.waiting(FakeFunction.pc(function, 2), 64, 72, 80,
                    FakeFunction.pc(forged.goexit, 1), 0);
            var word = GoWord.values()[random.nextInt(GoWord.values().length)];
            int address = forged.describe();
            forged.putLong(address + Long.BYTES * word.ordinal(),
                    random.nextLong() >>> random.nextInt(64));
            try {
                var layout = GoLayout.read(forged, address);
                layout.globalBlocks().forEach(block -> layout.globals().scan(block, _ -> {}));
                for (int goroutine : layout.stacks().goroutines()) {
                    layout.stacks().scan(goroutine, _ -> {});
                }
                layout.masks().maskOf(random.nextInt(FakeGo.BYTES));
            } catch (GuestLayoutProblem problem) {
                refused++;
            }
        }
        assertThat(refused).isBetween(500, 4_999);
    }
}
