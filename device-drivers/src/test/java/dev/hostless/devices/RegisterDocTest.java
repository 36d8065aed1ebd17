package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The register pages are made from the declarations: {@code -Dregenerate=true} writes them, and
 * without it a page that differs is a failure.
 */
class RegisterDocTest {
    private static final VirtualClock CLOCK = new VirtualClock(1_000_000);
    private static final InterruptLine UNCONNECTED = _ -> {};

    enum Page {
        NVIC("Interrupt controller", "Nvic", new Nvic("nvic", CLOCK, 32).registers()), SYSTICK(
                "System timer", "SysTick",
                new SysTick("systick", CLOCK, UNCONNECTED, () -> false).registers()), UART(
                        "Serial port", "Uart",
                        new Uart("uart", CLOCK, UNCONNECTED, (_, _) -> {}).registers()), RTC(
                                "Calendar clock", "Rtc",
                                new Rtc("rtc", CLOCK, UNCONNECTED, 0).registers()), TRNG(
                                        "Random number generator", "Trng",
                                        new Trng("trng", CLOCK, UNCONNECTED, 0).registers()), GPIO(
                                                "Pins", "Gpio",
                                                new Gpio("gpio", UNCONNECTED).registers());

        private final String title;
        private final String source;
        private final RegisterFile registers;

        Page(String title, String source, RegisterFile registers) {
            this.title = title;
            this.source = source;
            this.registers = registers;
        }

        Path path() {
            return Path.of("..", "docs", "registers", registers.device() + ".md");
        }

        String text() {
            var page = new StringBuilder("# " + title + "\n\n"
                    + "Made from the declarations in `" + source + "`, whose comment names the"
                    + " manual and says what is not modelled. The block takes 0x"
                    + Integer.toHexString(registers.bytes()) + " bytes.\n\n"
                    + "| offset | register | reset | |\n|---|---|---|---|\n");
            var byOffset = registers.registers().stream()
                    .sorted(Comparator.comparingInt(Register::offset)).toList();
            byOffset.forEach(register -> page.append("| 0x%03x | %s | 0x%08x | %s |%n".formatted(
                    register.offset(), register.name(), register.resetValue(),
                    register.meaning())));
            byOffset.forEach(register -> page.append(fields(register)));
            return page.toString();
        }

        private static String fields(Register register) {
            if (register.fields().isEmpty() && register.unmodelledNames().isEmpty()) {
                return "";
            }
            var rows = register.fields().stream()
                    .map(field -> "| %s | %s | %s | %s |%n".formatted(
                            bits(field.low(), field.width()), field.name(), field.access(),
                            field.meaning()))
                    .collect(Collectors.joining());
            var unmodelled = register.unmodelledNames().isEmpty()
                    ? ""
                    : "\nStored without effect: " + String.join(", ", register.unmodelledNames())
                            + ".\n";
            var table = rows.isEmpty() ? "" : "\n| bits | field | access | |\n|---|---|---|---|\n";
            return "\n## " + register.name() + "\n" + table + rows + unmodelled;
        }

        private static String bits(int low, int width) {
            return width == 1 ? "" + low : (low + width - 1) + ":" + low;
        }
    }

    @ParameterizedTest
    @EnumSource
    void thePageShowsTheDeclarations(Page page) throws IOException {
        check(page.path(), page.text());
    }

    @Test
    void theIndexNamesEveryPageAndAccessMode() throws IOException {
        var pages = Arrays.stream(Page.values())
                .map(page -> "- [" + page.title + "](" + page.path().getFileName() + ")\n")
                .collect(Collectors.joining());
        var modes = Arrays.stream(Access.values())
                .map(access -> "| " + access + " | " + access.meaning() + " |\n")
                .collect(Collectors.joining());
        check(Path.of("..", "docs", "registers", "README.md"), "# Registers\n\n" + pages
                + "\nAccesses are aligned 32-bit words; anything else, and every offset that is not"
                + " listed, is a bus fault.\nBits that are not listed read as zero and ignore"
                + " writes.\n\n| access | |\n|---|---|\n" + modes);
    }

    @Test
    void everyRegisterAndFieldIsExplained() {
        for (var page : Page.values()) {
            for (var register : page.registers.registers()) {
                assertThat(register.meaning()).as(page + "." + register.name()).isNotEmpty();
                for (var field : register.fields()) {
                    assertThat(field.meaning()).as(page + "." + register.name() + "."
                            + field.name()).isNotEmpty();
                }
            }
        }
    }

    private static void check(Path path, String text) throws IOException {
        if (Boolean.getBoolean("regenerate")) {
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
        }
        assertThat(path).as("regenerate with -Dregenerate=true").content().isEqualTo(text);
    }
}
