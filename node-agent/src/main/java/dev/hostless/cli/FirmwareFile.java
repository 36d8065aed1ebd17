package dev.hostless.cli;

import dev.hostless.board.Firmware;
import dev.hostless.board.FirmwareLoader;
import dev.hostless.board.FirmwareRejected;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads a firmware from a file and says in one line why it cannot. */
final class FirmwareFile {
    private FirmwareFile() {
    }

    static Firmware load(String name, FirmwareLoader loader) {
        try {
            return loader.load(bytes(name));
        } catch (FirmwareRejected rejected) {
            throw new UsageProblem(name + ": " + rejected.getMessage());
        }
    }

    private static byte[] bytes(String name) {
        var path = Path.of(name);
        if (Files.isDirectory(path)) {
            throw new UsageProblem(name + ": wanted a WebAssembly module, it is a directory");
        }
        try {
            if (Files.size(path) > Firmware.BYTES_MAX) {
                throw new UsageProblem(name + ": wanted at most " + Firmware.BYTES_MAX
                        + " bytes, it has " + Files.size(path));
            }
            return Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            throw new UsageProblem(name + ": no such file");
        } catch (IOException e) {
            throw new UsageProblem(name + ": cannot be read: " + e.getMessage());
        }
    }
}
