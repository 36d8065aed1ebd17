package dev.hostless.devices;

import dev.hostless.devices.register.Access;
import dev.hostless.devices.register.Register;
import dev.hostless.devices.register.RegisterLayout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Locale;
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
    enum Page {
        NVIC("Nvic", Nvic.layout(32)), SYSTICK("SysTick", SysTick.LAYOUT), TIMER("TimerRegisters",
                TimerRegisters.LAYOUT), WATCHDOG("Watchdog", Watchdog.LAYOUT), RTC("Rtc",
                        Rtc.LAYOUT), TRNG("Trng", Trng.LAYOUT), GPIO("Gpio", Gpio.LAYOUT), UART(
                                "UartRegisters",
                                UartRegisters.LAYOUT), SPI("Spi", Spi.LAYOUT), I2C("I2cRegisters",
                                        I2cRegisters.LAYOUT), DMA("Dma", Dma.LAYOUT);

        private final String source;
        private final RegisterLayout<?> registers;

        Page(String source, RegisterLayout<?> registers) {
            this.source = source;
            this.registers = registers;
        }

        RegisterLayout<?> layout() {
            return registers;
        }

        String title() {
            return registers.fidelity().title();
        }

        Path path() {
            return Path.of("..", "docs", "registers", registers.device() + ".md");
        }

        String text() {
            var page = new StringBuilder("# " + title() + "\n\n"
                    + "Made from the declarations in `" + source + "`. It follows "
                    + registers.fidelity().manual() + ";\n[fidelity](../fidelity.md#" + anchor()
                    + ") says what is not modelled. The block takes 0x"
                    + Integer.toHexString(registers.bytes()) + " bytes.\n\n"
                    + "| offset | register | reset | |\n|---|---|---|---|\n");
            var byOffset = registers.registers().stream()
                    .sorted(Comparator.<Register<?>>comparingInt(Register::offset)).toList();
            byOffset.forEach(register -> page.append("| 0x%03x | %s | 0x%08x | %s |%n".formatted(
                    register.offset(), register.name(), register.resetValue(),
                    register.meaning())));
            byOffset.forEach(register -> page.append(fields(register)));
            return page.toString();
        }

        private String anchor() {
            return title().toLowerCase(Locale.ROOT).replace(' ', '-');
        }

        private static String fields(Register<?> register) {
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
                .map(page -> "- [" + page.title() + "](" + page.path().getFileName() + ")\n")
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
