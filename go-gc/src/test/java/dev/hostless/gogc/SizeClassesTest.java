package dev.hostless.gogc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

class SizeClassesTest {
    static final HeapProfile[] PROFILES = {HeapProfile.GO_WASM, HeapProfile.GO_64BIT,
        HeapProfile.MICROCONTROLLER};

    @Test
    void theTableIsThatOfTheInstalledGo() throws Exception {
        var root = goRoot();
        assumeTrue(!root.isEmpty(), "no Go on this machine");
        var file = Path.of(root, "src/internal/runtime/gc/sizeclasses.go");
        assumeTrue(Files.exists(file), "a Go without size classes in internal/runtime/gc");
        var source = Files.readString(file);
        var classes = SizeClasses.of(HeapProfile.GO_WASM);

        assertThat(constant(source, "NumSizeClasses")).isEqualTo(classes.count());
        assertThat(constant(source, "PageShift")).isEqualTo(HeapProfile.GO_WASM.pageShift());
        assertThat(constant(source, "MaxSmallSize"))
                .isEqualTo(HeapProfile.GO_WASM.maxSmallSize());
        assertThat(constant(source, "SmallSizeMax"))
                .isEqualTo(HeapProfile.GO_WASM.smallSizeMax());
        assertThat(constant(source, "SmallSizeDiv")).isEqualTo(HeapProfile.SMALL_SIZE_DIV);
        assertThat(constant(source, "LargeSizeDiv")).isEqualTo(HeapProfile.LARGE_SIZE_DIV);
        assertThat(constant(source, "MinHeapAlign")).isEqualTo(HeapProfile.MIN_HEAP_ALIGN);
        assertThat(constant(source, "TinySize")).isEqualTo(HeapProfile.TINY_SIZE);
        assertThat(constant(source, "TinySizeClass"))
                .isEqualTo(classes.classOf(HeapProfile.TINY_SIZE));
        assertThat(constant(source, "MaxObjsPerSpan"))
                .isEqualTo(each(classes, classes::objects).max().orElseThrow());
        assertThat(constant(source, "MaxSizeClassNPages"))
                .isEqualTo(each(classes, classes::pages).max().orElseThrow());
        assertThat(array(source, "SizeClassToSize"))
                .isEqualTo(each(classes, classes::size).toArray());
        assertThat(array(source, "SizeClassToNPages"))
                .isEqualTo(each(classes, classes::pages).toArray());
        assertThat(array(source, "SizeToSizeClass8")).startsWith(0).isEqualTo(
                IntStream.rangeClosed(0, 128).map(step -> step == 0 ? 0 : classes.classOf(step * 8))
                        .toArray());
        assertThat(array(source, "SizeToSizeClass128")).isEqualTo(
                IntStream.rangeClosed(0, 248).map(step -> classes.classOf(1024 + step * 128))
                        .toArray());
    }

    @Test
    void goHas68ClassesOfKnownSizes() {
        var classes = SizeClasses.of(HeapProfile.GO_64BIT);
        assertThat(classes.count()).isEqualTo(68);
        assertThat(each(classes, classes::size).limit(12))
                .containsExactly(0, 8, 16, 24, 32, 48, 64, 80, 96, 112, 128, 144);
        assertThat(each(classes, classes::size).skip(60))
                .containsExactly(18432, 19072, 20480, 21760, 24576, 27264, 28672, 32768);
        assertThat(each(classes, classes::pages).skip(60))
                .containsExactly(9, 7, 5, 8, 3, 10, 7, 4);
    }

    @Test
    void aMicrocontrollerHasTheTableOfEmbeddedGo() {
        var classes = SizeClasses.of(HeapProfile.MICROCONTROLLER);
        assertThat(each(classes, classes::size)).containsExactly(0, 8, 16, 32, 48, 64, 80, 96, 128,
                144, 160, 192, 208, 256, 288, 320, 384, 416, 512);
        assertThat(each(classes, classes::pages)).containsExactly(0, 1, 1, 1, 1, 1, 1, 2, 1, 3, 2,
                3, 5, 1, 5, 4, 3, 5, 2);
    }

    @ParameterizedTest
    @FieldSource("PROFILES")
    void everySizeGetsTheSmallestClassThatHoldsIt(HeapProfile profile) {
        var classes = SizeClasses.of(profile);
        for (int bytes = 1; bytes <= profile.maxSmallSize(); bytes++) {
            int sizeClass = classes.classOf(bytes);
            assertThat(classes.size(sizeClass)).isGreaterThanOrEqualTo(bytes);
            assertThat(classes.size(sizeClass - 1)).isLessThan(bytes);
        }
    }

    @ParameterizedTest
    @FieldSource("PROFILES")
    void aSpanWastesAtMostAnEighthAtItsEnd(HeapProfile profile) {
        var classes = SizeClasses.of(profile);
        for (int sizeClass = 1; sizeClass < classes.count(); sizeClass++) {
            int bytes = classes.pages(sizeClass) * profile.pageBytes();
            assertThat(bytes - classes.objects(sizeClass) * classes.size(sizeClass))
                    .as("class %d", sizeClass).isBetween(0, bytes / 8);
        }
    }

    @ParameterizedTest
    @FieldSource("PROFILES")
    void theReciprocalDividesEveryOffset(HeapProfile profile) {
        var classes = SizeClasses.of(profile);
        for (int sizeClass = 1; sizeClass < classes.count(); sizeClass++) {
            long reciprocal = Integer.toUnsignedLong(classes.reciprocalOf(sizeClass));
            int bytes = classes.pages(sizeClass) * profile.pageBytes();
            for (int offset = 0; offset <= bytes; offset++) {
                if (offset * reciprocal >>> 32 != offset / classes.size(sizeClass)) {
                    throw new AssertionError("class " + sizeClass + ", offset " + offset);
                }
            }
        }
    }

    @Test
    void aProfileOutsideItsLimitsIsRefused() {
        assertThatThrownBy(() -> new HeapProfile("x", 7, 8, 32768, 1024, 32, 64))
                .hasMessage("a heap profile wants a page shift from 8 to 16, not 7");
        assertThatThrownBy(() -> new HeapProfile("x", 13, 8, 32768, 1024, 32, 65))
                .hasMessageContaining("multiple of 64, not 65");
    }

    @Test
    void spanClassesAreNumberedAsInGo() {
        assertThat(SpanClass.of(0, false).index()).isZero();
        assertThat(SpanClass.of(2, true).index()).isEqualTo(5);
        assertThat(SpanClass.of(67, true).index()).isEqualTo(135);
        assertThat(SpanClass.of(67, true)).isSameAs(SpanClass.of(67, true))
                .isEqualTo(new SpanClass(67, true));
    }

    private static IntStream each(SizeClasses classes, IntUnaryOperator figure) {
        return IntStream.range(0, classes.count()).map(figure);
    }

    private static int constant(String source, String name) {
        var matcher = Pattern.compile("\\b" + name + "\\s*=\\s*(\\d+)").matcher(source);
        assertThat(matcher.find()).as(name).isTrue();
        return Integer.parseInt(matcher.group(1));
    }

    private static int[] array(String source, String name) {
        var matcher = Pattern.compile("\\b" + name + "\\s*=.*\\{(.*)}").matcher(source);
        assertThat(matcher.find()).as(name).isTrue();
        return Arrays.stream(matcher.group(1).split(",\\s*")).mapToInt(Integer::parseInt)
                .toArray();
    }

    /** GOROOT of the Go on this machine; empty when there is none. */
    private static String goRoot() throws InterruptedException {
        try {
            var process = new ProcessBuilder("go", "env", "GOROOT")
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            var root = new String(process.getInputStream().readAllBytes()).strip();
            return process.waitFor(1, TimeUnit.MINUTES) && process.exitValue() == 0 ? root : "";
        } catch (IOException noGo) {
            return "";
        }
    }
}
