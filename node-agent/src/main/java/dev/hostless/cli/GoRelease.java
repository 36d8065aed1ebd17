package dev.hostless.cli;

import dev.hostless.cli.overlay.GoInstallation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Which Go the user's go command would use, and how it is set up.
 *
 * @param flags GOFLAGS, from the environment or Go's own settings
 * @param experiments GOEXPERIMENT
 * @param goWork GOWORK: the workspace's file, {@code off} or empty
 */
record GoRelease(GoInstallation installation, String flags, String experiments, String goWork) {
    /** With or without a patch release, a release candidate, or a note on experiments. */
    private static final Pattern SUPPORTED = Pattern.compile("go1\\.26(\\D.*)?");
    private static final String WANTED = "wanted Go 1.26 (1.26.0 or any later 1.26.x), ";
    private static final List<String> VARIABLES = List.of("GOVERSION", "GOROOT", "GOFLAGS",
            "GOEXPERIMENT", "GOWORK");

    /**
     * Asks in the folder that the command is for: its go.mod may choose another toolchain.
     *
     * @param go the go command
     * @param folder {@code -C} and its value, or nothing
     * @throws UsageProblem unless it is one that Hostless knows
     */
    static GoRelease of(String go, List<String> folder) {
        var command = new ArrayList<>(List.of(go, "env"));
        command.addAll(folder);
        command.addAll(VARIABLES);
        try {
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT).start();
            process.getOutputStream().close();
            var answer = new String(process.getInputStream().readAllBytes(),
                    StandardCharsets.UTF_8).split("\n", -1);
            if (process.waitFor() != 0) {
                throw new UsageProblem(WANTED + "but " + String.join(" ", command)
                        + " failed with exit code " + process.exitValue());
            }
            if (!SUPPORTED.matcher(answer[0].strip()).matches()) {
                throw new UsageProblem(WANTED + "found " + answer[0].strip());
            }
            if (answer.length < VARIABLES.size()) {
                throw new UsageProblem(WANTED + "but " + String.join(" ", command)
                        + " told too little");
            }
            return new GoRelease(new GoInstallation(answer[0].strip(), Path.of(answer[1].strip())),
                    answer[2].strip(), answer[3].strip(), answer[4].strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UsageProblem("interrupted while asking Go for its release");
        } catch (IOException e) {
            throw new UsageProblem(WANTED + "found no '" + go + "' on the PATH: "
                    + e.getMessage());
        }
    }
}
