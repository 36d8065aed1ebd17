package dev.hostless.devices;

import dev.hostless.devices.clock.VirtualClock;
import dev.hostless.devices.part.SerialConsole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReadmeTest {
    @Test
    void theExampleWorks() {
        // README begins
        var clock = new VirtualClock(16_000_000);
        var nvic = new Nvic("nvic", clock, 32);
        var console = new SerialConsole(4096);
        var uart = new Uart("uart0", clock, nvic.line(0), console);
        var bus = new Bus()
                .map(0x40004000, "uart0", uart)
                .map(0xe000e100, "nvic", nvic);
        uart.configure(115_200);
        bus.write32(0x40004000, 'A');
        clock.advanceTo(clock.cycles(100_000));
        // README ends
        assertThat(console.text()).isEqualTo("A");
    }

    @Test
    void theExampleIsTheOneInTheReadme() throws IOException {
        var lines = Files.readAllLines(
                Path.of("src", "test", "java", "dev", "hostless", "devices", "ReadmeTest.java"));
        int begin = lines.indexOf("        // README begins");
        int end = lines.indexOf("        // README ends");
        List<String> example = lines.subList(begin + 1, end).stream()
                .map(line -> line.substring(8)).toList();
        assertThat(Path.of("README.md")).content().contains(String.join("\n", example));
    }
}
