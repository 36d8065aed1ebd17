package dev.hostless.devices;

import dev.hostless.devices.part.At24c32;
import dev.hostless.devices.part.Button;
import dev.hostless.devices.part.Led;
import dev.hostless.devices.part.SerialConsole;
import dev.hostless.devices.part.SquareWave;
import dev.hostless.devices.part.Tmp102;
import dev.hostless.devices.part.UartWire;
import dev.hostless.devices.part.W25q16;
import dev.hostless.devices.register.Fidelity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * docs/fidelity.md is made from what stands beside each model: {@code -Dregenerate=true} writes it,
 * and without it a page that differs is a failure.
 */
class FidelityDocTest {
    private static final Path PAGE = Path.of("..", "docs", "fidelity.md");
    private static final List<Fidelity> PARTS = List.of(SerialConsole.FIDELITY, Tmp102.FIDELITY,
            At24c32.FIDELITY, W25q16.FIDELITY, Button.FIDELITY, Led.FIDELITY, SquareWave.FIDELITY,
            UartWire.FIDELITY);

    @Test
    void thePageShowsWhatTheModelsState() throws IOException {
        var text = page();
        if (Boolean.getBoolean("regenerate")) {
            Files.writeString(PAGE, text);
        }
        assertThat(PAGE).as("regenerate with -Dregenerate=true").content().isEqualTo(text);
    }

    private static String page() {
        var page = new StringBuilder("# Fidelity\n\n"
                + "What each model does as its manual says, and what it leaves out or does"
                + " otherwise. Made from the statements beside the models;\n"
                + "the report of a run carries the same for the devices of its board, and which of"
                + " the bits without effect its firmware has written.\n\n## Devices\n");
        for (var device : RegisterDocTest.Page.values()) {
            var layout = device.layout();
            page.append(section(layout.fidelity()));
            page.append("\nRegisters: [%s](registers/%s.md).".formatted(layout.device(),
                    layout.device()));
            var bits = layout.unmodelledNames();
            page.append(bits.isEmpty()
                    ? "\n"
                    : " Stored without effect: " + String.join(", ", bits) + ".\n");
        }
        page.append("\n## Parts\n");
        PARTS.forEach(part -> page.append(section(part)));
        return page.toString();
    }

    private static String section(Fidelity fidelity) {
        var manual = fidelity.manual().isEmpty() ? "" : "\n" + fidelity.manual() + ".\n";
        return "\n### " + fidelity.title() + "\n" + manual
                + list("Modelled:", fidelity.modelled()) + list("Not, or otherwise:",
                        fidelity.missing());
    }

    private static String list(String title, List<String> pieces) {
        return pieces.isEmpty()
                ? ""
                : "\n" + title + "\n\n" + pieces.stream().map(piece -> "- " + piece + "\n")
                        .collect(Collectors.joining());
    }
}
