package dev.hostless.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Which Go the user's go command would use, and whether Hostless knows it. */
final class GoRelease {
    /** With or without a patch release, a release candidate, or a note on experiments. */
    private static final Pattern SUPPORTED = Pattern.compile("go1\\.26(\\D.*)?");
    private static final String WANTED = "wanted Go 1.26 (1.26.0 or any later 1.26.x), ";

    private GoRelease() {
    }

    /**
     * Asks in the folder that the command is for: its go.mod may choose another toolchain.
     *
     * @param go the go command
     * @param folder {@code -C} and its value, or nothing
     */
    static void require(String go, List<String> folder) {
        var command = new ArrayList<>(List.of(go, "env"));
        command.addAll(folder);
        command.add("GOVERSION");
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            process.getOutputStream().close();
            var release = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8).strip();
            if (process.waitFor() != 0) {
                throw new UsageProblem(WANTED + "but " + String.join(" ", command)
                        + " failed with exit code " + process.exitValue());
            }
            if (!SUPPORTED.matcher(release).matches()) {
                throw new UsageProblem(WANTED + "found " + release);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageProblem("interrupted while asking Go for its release");
        } catch (IOException e) {
            throw new UsageProblem(WANTED + "found no '" + go + "' on the PATH: "
                    + e.getMessage());
        }
    }
}
