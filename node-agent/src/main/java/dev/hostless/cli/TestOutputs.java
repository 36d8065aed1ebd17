package dev.hostless.cli;

import dev.hostless.board.Board;
import dev.hostless.board.BoardSpec;
import dev.hostless.board.files.VolumeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The files that one of Go's tests is told to leave: profiles, traces, coverage. The guest writes
 * them to disks of its own, under names that it is given instead, and they come to where they
 * belong when it has ended.
 *
 * @param arguments the guest's, with the names exchanged
 * @param files where the files of {@link #DISK} go, by their names there
 * @param others where its other files go, if anywhere
 * @param coverage where the files of {@link #COVERAGE_DISK} go, if anywhere
 */
record TestOutputs(List<String> arguments, Map<String, Path> files, List<Path> others,
        List<Path> coverage) {
    private static final String DISK = "/hostless-output";
    private static final String COVERAGE_DISK = "/hostless-coverage";
    private static final long DISK_BYTES = 256L << 20;
    private static final String PREFIX = "-test.";
    private static final String FOLDER = PREFIX + "outputdir";
    private static final String COVERAGE = PREFIX + "gocoverdir";
    private static final Set<String> FILES = Set.of(PREFIX + "coverprofile",
            PREFIX + "cpuprofile", PREFIX + "memprofile", PREFIX + "blockprofile",
            PREFIX + "mutexprofile", PREFIX + "trace");

    static TestOutputs of(List<String> arguments, Path workingFolder) {
        var flags = new ArrayList<String>();
        int at = 0;
        while (at < arguments.size() && arguments.get(at).startsWith("-")
                && !arguments.get(at).equals("--")) {
            var flag = arguments.get(at).replaceFirst("^--", "-");
            boolean alone = flag.indexOf('=') < 0 && at + 1 < arguments.size()
                    && (FILES.contains(flag) || flag.equals(FOLDER) || flag.equals(COVERAGE));
            flags.add(alone ? flag + "=" + arguments.get(at + 1) : arguments.get(at));
            at += alone ? 2 : 1;
        }
        var folder = workingFolder;
        for (var flag : flags) {
            if (name(flag).equals(FOLDER)) {
                folder = workingFolder.resolve(value(flag));
            }
        }
        return exchange(flags, arguments.subList(at, arguments.size()), workingFolder, folder);
    }

    private static TestOutputs exchange(List<String> flags, List<String> rest, Path workingFolder,
            Path folder) {
        var exchanged = new ArrayList<String>();
        var files = new TreeMap<String, Path>();
        var others = new ArrayList<Path>();
        var coverage = new ArrayList<Path>();
        for (var flag : flags) {
            var name = name(flag);
            if (flag.indexOf('=') < 0 || value(flag).isEmpty()) {
                exchanged.add(flag);
            } else if (FILES.contains(name)) {
                var place = folder.resolve(value(flag));
                var guestName = files.size() + "-" + place.getFileName();
                files.put(guestName, place);
                exchanged.add(name + "=" + DISK + "/" + guestName);
            } else if (name.equals(FOLDER)) {
                others.add(folder);
                exchanged.add(name + "=" + DISK);
            } else if (name.equals(COVERAGE)) {
                coverage.add(workingFolder.resolve(value(flag)));
                exchanged.add(name + "=" + COVERAGE_DISK);
            } else {
                exchanged.add(flag);
            }
        }
        exchanged.addAll(rest);
        return new TestOutputs(exchanged, files, others, coverage);
    }

    private static String name(String flag) {
        int equals = flag.indexOf('=');
        return (equals < 0 ? flag : flag.substring(0, equals)).replaceFirst("^--", "-");
    }

    private static String value(String flag) {
        return flag.substring(flag.indexOf('=') + 1);
    }

    BoardSpec addDisksTo(BoardSpec spec) {
        var volumes = new ArrayList<>(spec.volumes());
        if (!files.isEmpty() || !others.isEmpty()) {
            volumes.add(new VolumeSpec.RamDisk(DISK, DISK_BYTES));
        }
        if (!coverage.isEmpty()) {
            volumes.add(new VolumeSpec.RamDisk(COVERAGE_DISK, DISK_BYTES));
        }
        return spec.withVolumes(volumes);
    }

    /** Has them fetched at the end; what cannot be written is told to the terminal. */
    void fetchFrom(Board board, Terminal terminal) {
        board.onEnd(DISK, (name, content) -> {
            if (files.containsKey(name)) {
                write(files.get(name), content, terminal);
            } else {
                others.forEach(folder -> write(folder, name, content, terminal));
            }
        });
        board.onEnd(COVERAGE_DISK, (name, content) -> coverage
                .forEach(folder -> write(folder, name, content, terminal)));
    }

    /** A guest's name leads nowhere but below the folder. */
    private static void write(Path folder, String name, byte[] content, Terminal terminal) {
        var place = folder.resolve(name).normalize();
        if (place.startsWith(folder.normalize())) {
            write(place, content, terminal);
        }
    }

    private static void write(Path place, byte[] content, Terminal terminal) {
        try {
            var parent = place.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.write(place, content);
        } catch (IOException e) {
            terminal.complain(place + " cannot be written: " + e);
        }
    }
}
