package dev.hostless.cli;

import dev.hostless.board.BoardSpec;
import dev.hostless.board.files.VolumeSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files that {@code --exec} gives a board beside those that were asked for: what one of Go's
 * tests finds on the machine where {@code go test} runs it, as far as it may need it.
 */
final class TestFolder {
    private static final String TEMPORARY = "/tmp";
    private static final long TEMPORARY_BYTES = 256L << 20;

    private TestFolder() {
    }

    /**
     * The working folder becomes the guest's. It comes with the whole module around it, because
     * tests share files by {@code ../testdata}, and with Go's own files. Images are read as the
     * guest looks, so a large module costs nothing.
     */
    static BoardSpec addTo(BoardSpec spec, Path workingFolder, Map<String, String> environment) {
        var volumes = new ArrayList<>(spec.volumes());
        var variables = new TreeMap<String, String>();
        addFolder(volumes, module(workingFolder));
        goroot(environment).ifPresent(folder -> {
            addFolder(volumes, folder);
            variables.put("GOROOT", folder.toString());
        });
        add(volumes, new VolumeSpec.RamDisk(TEMPORARY, TEMPORARY_BYTES));
        variables.put("PWD", workingFolder.toString());
        variables.putAll(spec.environment());
        return spec.withVolumes(volumes).withEnvironment(variables);
    }

    /** As the variable says, else around the first go command on the path, set by go test. */
    private static Optional<Path> goroot(Map<String, String> environment) {
        var named = environment.get("GOROOT");
        if (named != null) {
            return Optional.of(Path.of(named).toAbsolutePath().normalize())
                    .filter(Files::isDirectory);
        }
        return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, "go")).filter(Files::isExecutable).findFirst()
                .flatMap(TestFolder::aroundCommand);
    }

    private static Optional<Path> aroundCommand(Path go) {
        try {
            return Optional.ofNullable(go.toRealPath().getParent()).map(Path::getParent)
                    .filter(folder -> Files.isDirectory(folder.resolve("src/runtime")));
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    private static Path module(Path workingFolder) {
        for (var at = workingFolder; at != null; at = at.getParent()) {
            if (Files.isRegularFile(at.resolve("go.mod"))) {
                return at;
            }
        }
        return workingFolder;
    }

    private static void addFolder(List<VolumeSpec> volumes, Path folder) {
        add(volumes, new VolumeSpec.HostFolder(folder, folder.toString()));
    }

    /** What was asked for at a place stays there. */
    private static void add(List<VolumeSpec> volumes, VolumeSpec volume) {
        if (volumes.stream().noneMatch(other -> other.guestPath().equals(volume.guestPath()))) {
            volumes.add(volume);
        }
    }
}
