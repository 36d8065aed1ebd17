package dev.hostless.deploy.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Commands of this machine that are waited for. */
final class Commands {

    private Commands() {
    }

    /** What it wrote to both of its outputs. */
    static String run(List<String> command) throws IOException {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8);
            int code = process.waitFor();
            if (code != 0) {
                throw new ImageFailure(
                        String.join(" ", command) + " ended with " + code + ": " + output);
            }
            return output;
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new ImageFailure("interrupted while waiting for " + command.getFirst(), stop);
        }
    }
}
