package dev.hostless.deploy.images;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** A Java runtime with the modules that a class path needs, linked from the one that runs this. */
final class JavaRuntime {

    /**
     * What no class file tells: figures of the JVM, which are found by name, and {@code jcmd}, the
     * only tool there is to look into a container without a shell.
     */
    private static final List<String> BEYOND_REFERENCES = List.of(
            "java.management", "jdk.jcmd", "jdk.management");

    /** Libraries that draw. Spring needs java.desktop, but of it only java.beans. */
    private static final String LEFT_OUT = "/java.desktop/lib/*.so,/java.desktop/lib/psfont*";

    private JavaRuntime() {
    }

    /** The modules of the JDK that these jars refer to, with all that those need in turn. */
    static Collection<String> modulesOf(Collection<Path> jars) {
        var arguments = new ArrayList<>(List.of("--ignore-missing-deps",
                "--print-module-deps", "--multi-release", "25"));
        jars.forEach(jar -> arguments.add(jar.toString()));
        var last = run("jdeps", arguments).strip().lines().reduce("", (_, line) -> line);
        var modules = new TreeSet<>(Arrays.asList(last.split(",")));
        if (!modules.contains("java.base")) {
            throw new ImageFailure("wanted a list of modules from jdeps, got '" + last + "'");
        }
        modules.addAll(BEYOND_REFERENCES);
        return modules;
    }

    static void link(Collection<String> modules, Path target) throws IOException {
        run("jlink", List.of("--add-modules", String.join(",", modules), "--strip-debug",
                "--no-header-files", "--no-man-pages", "--vm=server",
                "--exclude-files=" + LEFT_OUT, "--output", target.toString()));
        // Both services have caches of their own classes; these serve the probe and jcmd.
        var java = target.resolve("bin/java").toString();
        Commands.run(List.of(java, "-Xshare:dump", "-Xlog:disable", "-Xlog:all=error:stderr"));
        Files.deleteIfExists(target.resolve("lib/classlist"));
    }

    private static String run(String tool, List<String> arguments) {
        var found = ToolProvider.findFirst(tool).orElseThrow(() -> new ImageFailure(
                "wanted a JDK with " + tool + ", this is " + System.getProperty("java.home")));
        var output = new StringWriter();
        var printer = new PrintWriter(output);
        int code = found.run(printer, printer, arguments.toArray(String[]::new));
        if (code != 0) {
            throw new ImageFailure(tool + " ended with " + code + ": " + output.toString().lines()
                    .limit(20).collect(Collectors.joining("\n")));
        }
        return output.toString();
    }
}
