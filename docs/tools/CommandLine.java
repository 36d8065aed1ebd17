import java.nio.file.Path;

/** A tool's own folder, and the values of its options or a complaint that says what was wanted. */
final class CommandLine {

    private CommandLine() {
    }

    /** @param index of the value; the option stands before it */
    static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(
                    arguments[index - 1] + " wants a value, got none");
        }
        return arguments[index];
    }

    static int positive(String[] arguments, int index) {
        String text = value(arguments, index);
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw new IllegalArgumentException(
                    arguments[index - 1] + " wants a number from 1 to 9999, got " + text);
        }
        return Integer.parseInt(text);
    }

    /** The folder of these files: the launcher of single-file programs knows it. */
    static Path folder() {
        String file = System.getProperty("jdk.launcher.sourcefile");
        return file == null
                ? Path.of("docs", "tools").toAbsolutePath()
                : Path.of(file).toAbsolutePath().getParent();
    }
}
