package dev.hostless.cli.overlay;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Whether the Go files of a module import from another one. */
final class GoImports {
    /** So that a large module costs no more than a moment: it can say what it wants in go.mod. */
    private static final int FILES = 5_000;
    /** Imports stand at the top of a file. */
    private static final int HEAD_BYTES = 32 << 10;

    private GoImports() {
    }

    /** Looks at the first 5,000 Go files of the module, as far as they can be read. */
    static boolean mention(Path root, String module) throws IOException {
        var search = new Search(root, module);
        Files.walkFileTree(root, search);
        return search.found;
    }

    private static final class Search extends SimpleFileVisitor<Path> {
        private final Path root;
        private final String whole;
        private final String within;
        private int files;
        private boolean found;

        Search(Path root, String module) {
            this.root = root;
            this.whole = '"' + module + '"';
            this.within = '"' + module + '/';
        }

        /** Not into what the go command does not take for packages of this module. */
        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            if (folder.equals(root)) {
                return FileVisitResult.CONTINUE;
            }
            var name = folder.getFileName().toString();
            boolean other = name.startsWith(".") || name.startsWith("_") || name.equals("testdata")
                    || name.equals("vendor") || Files.exists(folder.resolve("go.mod"));
            return other ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
            if (!attributes.isRegularFile() || !file.toString().endsWith(".go")) {
                return FileVisitResult.CONTINUE;
            }
            try (var in = Files.newInputStream(file)) {
                var head = new String(in.readNBytes(HEAD_BYTES), StandardCharsets.ISO_8859_1);
                found = head.contains(within) || head.contains(whole);
            }
            files++;
            return found || files >= FILES ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }

        /** What cannot be read is the go command's to complain about. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException problem) {
            return FileVisitResult.CONTINUE;
        }
    }
}
