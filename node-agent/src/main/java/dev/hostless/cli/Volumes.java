package dev.hostless.cli;

import dev.hostless.board.files.VolumeSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Volumes as people write them. */
final class Volumes {
    private static final String FOLDER = "--volume: wanted HOST:GUEST or HOST:GUEST:ro such as"
            + " testdata:/testdata";
    private static final String DISK = "--ramdisk: wanted GUEST=SIZE such as /tmp=16MiB";
    private static final List<String> NAMING_PATHS = List.of("--volume", BoardOptions.BOARD);
    private static final String READ_ONLY = ":ro";

    private Volumes() {
    }

    static VolumeSpec folder(String text) {
        var places = text.endsWith(READ_ONLY)
                ? text.substring(0, text.length() - READ_ONLY.length())
                : text;
        int colon = places.lastIndexOf(':');
        if (colon < 1) {
            throw new UsageProblem(FOLDER + ", got '" + text + "'");
        }
        var folder = Path.of(places.substring(0, colon)).toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new UsageProblem("--volume: no such folder: " + folder);
        }
        try {
            return new VolumeSpec.HostFolder(folder, places.substring(colon + 1));
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--volume: " + e.getMessage());
        }
    }

    /** The same options, with board files, for a command that starts in another folder. */
    static List<String> withAbsoluteFolders(List<String> options) {
        var absolute = new ArrayList<String>();
        for (var option : options) {
            int equals = option.indexOf('=');
            boolean value = !absolute.isEmpty() && NAMING_PATHS.contains(absolute.getLast());
            boolean both = equals > 0 && NAMING_PATHS.contains(option.substring(0, equals));
            absolute.add(value
                    ? absolute(option)
                    : both
                            ? option.substring(0, equals + 1)
                                    + absolute(option.substring(equals + 1))
                            : option);
        }
        return absolute;
    }

    private static String absolute(String text) {
        return Path.of("").toAbsolutePath().resolve(text).toString();
    }

    static VolumeSpec ramDisk(String text) {
        int equals = text.lastIndexOf('=');
        if (equals < 1) {
            throw new UsageProblem(DISK + ", got '" + text + "'");
        }
        long bytes = Amounts.bytes("--ramdisk", text.substring(equals + 1));
        try {
            return new VolumeSpec.RamDisk(text.substring(0, equals), bytes);
        } catch (IllegalArgumentException e) {
            throw new UsageProblem("--ramdisk: " + e.getMessage());
        }
    }
}
