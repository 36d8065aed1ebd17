package dev.hostless.cli.overlay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Go module with which firmware drives a board's devices, as it comes with Hostless. A module
 * of the user's that wants it gets it without a network and without a change of its files: the
 * overlay shows the go command a go.mod or a go.work that has it.
 *
 * @param source the folder of the module
 */
public record BoardModule(Path source) {
    /** The module's path. */
    public static final String NAME = "hostless.dev/board";

    private static final String VERSION = "v0.1.0";
    private static final String GO_MOD = "go.mod";
    private static final String REPLACE = "replace";
    private static final String REQUIRE = "require";
    private static final String MODULE = "module";
    private static final String VENDOR = "vendor";

    /**
     * How the user's go command finds modules.
     *
     * @param folder where it runs
     * @param goWork GOWORK: a file, {@code off} or empty
     * @param modFile {@code -modfile}, relative to the folder
     * @param mod {@code -mod}
     */
    public record Setting(Path folder, String goWork, Optional<String> modFile,
            Optional<String> mod) {
    }

    /**
     * What an overlay shows in addition.
     *
     * @param texts content by absolute path
     */
    public record Addition(Map<String, String> texts) {
        /** Nothing. */
        public static final Addition NONE = new Addition(Map.of());
    }

    /**
     * What the user's modules need in addition; nothing when none of them wants this module, or
     * they say themselves where it is.
     *
     * @param overlay the user's own overlay, by absolute path
     * @throws OverlayProblem when it cannot be added
     */
    public Addition additionTo(Setting setting, Map<String, String> overlay) {
        var workspace = !setting.goWork.isEmpty() && !setting.goWork.equals("off");
        try {
            return workspace
                    ? toWorkspace(Path.of(setting.goWork), overlay)
                    : toModule(setting, overlay);
        } catch (IOException e) {
            throw new OverlayProblem(NAME + " cannot be added: " + e);
        }
    }

    private Addition toModule(Setting setting, Map<String, String> overlay) throws IOException {
        var root = moduleRoot(setting.folder);
        if (root == null) {
            return Addition.NONE;
        }
        var file = setting.modFile.map(setting.folder::resolve).orElse(root.resolve(GO_MOD))
                .normalize();
        var text = read(file, overlay);
        var directives = GoDirectives.parse(text);
        boolean required = directives.values(REQUIRE).contains(NAME);
        if (isItself(directives) || directives.values(REPLACE).contains(NAME)
                || !required && !GoImports.mention(root, NAME)) {
            return Addition.NONE;
        }
        requireSource();
        requireGo(directives, file);
        if (usesVendor(setting, root)) {
            var list = root.resolve(VENDOR).resolve("modules.txt");
            if (read(list, overlay).lines().anyMatch(line -> line.startsWith("# " + NAME + " "))) {
                return Addition.NONE;
            }
            throw new OverlayProblem(NAME + " cannot be added to " + root.resolve(VENDOR)
                    + ", whose list of modules no overlay replaces: build with -mod=readonly, or"
                    + " vendor it with a replacement by " + source);
        }
        return new Addition(Map.of(file.toString(), text
                + (required ? "" : "\n" + REQUIRE + " " + NAME + " " + VERSION)
                + "\n" + REPLACE + " " + NAME + " => " + sourceWord() + "\n"));
    }

    private Addition toWorkspace(Path goWork, Map<String, String> overlay) throws IOException {
        var text = read(goWork, overlay);
        var directives = GoDirectives.parse(text);
        var folder = goWork.toAbsolutePath().getParent();
        if (folder == null || directives.values(REPLACE).contains(NAME)) {
            return Addition.NONE;
        }
        boolean wanted = false;
        for (var used : directives.values("use")) {
            var root = folder.resolve(used).normalize();
            var module = GoDirectives.parse(read(root.resolve(GO_MOD), overlay));
            if (isItself(module) || module.values(REPLACE).contains(NAME)) {
                return Addition.NONE;
            }
            wanted |= module.values(REQUIRE).contains(NAME) || GoImports.mention(root, NAME);
        }
        if (!wanted) {
            return Addition.NONE;
        }
        requireSource();
        requireGo(directives, goWork);
        if (Files.isDirectory(folder.resolve(VENDOR))) {
            throw new OverlayProblem(NAME + " cannot be added to a workspace with a vendor folder ("
                    + folder.resolve(VENDOR) + "): set GOWORK=off, or vendor it yourself from "
                    + source);
        }
        return new Addition(Map.of(goWork.toString(), text + "\nuse " + sourceWord() + "\n"));
    }

    private String goVersion() throws IOException {
        return GoDirectives.parse(Files.readString(source.resolve(GO_MOD))).value("go")
                .orElseThrow(() -> new OverlayProblem("BUG: no go version in " + source));
    }

    /** The go command would say it, too, but not where to change what. */
    private void requireGo(GoDirectives directives, Path file) throws IOException {
        var wanted = goVersion();
        var found = directives.value("go").orElse("1.16");
        if (compare(found, wanted) < 0) {
            throw new OverlayProblem("%s wants 'go %s' or later, found 'go %s' in %s".formatted(
                    NAME, wanted, found, file));
        }
    }

    private static int compare(String one, String other) {
        var left = one.split("\\D+");
        var right = other.split("\\D+");
        for (int part = 0; part < Math.min(2, Math.min(left.length, right.length)); part++) {
            int order = Long.compare(Long.parseLong(left[part]), Long.parseLong(right[part]));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private void requireSource() {
        if (!Files.isRegularFile(source.resolve(GO_MOD))) {
            throw new OverlayProblem("wanted the module " + NAME + " at " + source
                    + ", there is none; set HOSTLESS_HOME");
        }
    }

    private String sourceWord() {
        return GoDirectives.quoted(source.toString());
    }

    private static boolean isItself(GoDirectives directives) {
        return directives.value(MODULE).filter(NAME::equals).isPresent();
    }

    private static boolean usesVendor(Setting setting, Path root) {
        return setting.mod.map(VENDOR::equals)
                .orElseGet(() -> Files.isDirectory(root.resolve(VENDOR)));
    }

    private static @Nullable Path moduleRoot(Path folder) {
        for (var at = folder.toAbsolutePath().normalize(); at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve(GO_MOD))) {
                return at;
            }
        }
        return null;
    }

    /** What the go command would read: empty where there is nothing, for it to complain. */
    private static String read(Path file, Map<String, String> overlay) throws IOException {
        var shown = overlay.get(file.toString());
        var path = shown == null ? file : Path.of(shown);
        return Files.isRegularFile(path) ? Files.readString(path) : "";
    }
}
