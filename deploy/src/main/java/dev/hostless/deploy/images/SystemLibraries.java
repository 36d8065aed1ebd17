package dev.hostless.deploy.images;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** The shared libraries of this machine that a Java runtime is linked with: glibc, mostly. */
final class SystemLibraries {

    /** A library with its path, or the dynamic linker by its own. */
    private static final Pattern FOUND = Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x");

    /**
     * What is looked up by name at run time: zlib, where a JDK brings none of its own, and
     * resolvers of host names, where glibc does not contain them yet.
     */
    private static final List<String> LOADED_BY_NAME = List.of(
            "libz.so.1", "libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2");

    private SystemLibraries() {
    }

    /** Absolute paths, as programs look for them. */
    static SortedSet<Path> of(Path runtime) throws IOException {
        var programs = new ArrayList<String>(
                List.of("ldd", runtime.resolve("bin/java").toString()));
        try (var files = Files.walk(runtime.resolve("lib"))) {
            files.filter(file -> file.toString().endsWith(".so"))
                    .forEach(file -> programs.add(file.toString()));
        }
        var found = new TreeSet<Path>();
        var matches = FOUND.matcher("");
        for (var line : Commands.run(programs).lines().toList()) {
            if (matches.reset(line).find()) {
                var library = Path.of(matches.group(1)).normalize();
                if (!library.startsWith(runtime)) {
                    found.add(library);
                }
            }
        }
        var libc = found.stream().filter(file -> file.endsWith("libc.so.6")).findFirst()
                .orElseThrow(() -> new ImageFailure("wanted a Java runtime for glibc, but ldd says"
                        + " that " + runtime + " is linked with " + found));
        for (var name : LOADED_BY_NAME) {
            var library = libc.resolveSibling(name);
            if (Files.exists(library)) {
                found.add(library);
            }
        }
        return found;
    }
}
