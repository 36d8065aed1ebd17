package dev.hostless.cli.overlay;

/**
 * Gives a function of Go's another name, so that one of ours can have the old one. What calls it
 * by the old name then calls ours, and what nobody calls is not linked.
 *
 * @param file below GOROOT/src
 * @param declaration how its declaration begins, at the beginning of a line and up to the
 *        parenthesis or bracket behind the name; found exactly once
 * @param newName what it is called instead
 */
record Rename(String file, String declaration, String newName) {
    String apply(String source, GoInstallation go) {
        var wanted = "\n" + declaration;
        int at = source.indexOf(wanted);
        int again = at < 0 ? -1 : source.indexOf(wanted, at + 1);
        if (at < 0 || again >= 0) {
            throw new OverlayProblem("%s: wanted '%s' exactly once in %s, found it %s".formatted(
                    go.version(), declaration, file, at < 0 ? "nowhere" : "more than once"));
        }
        int end = at + wanted.length() - 1;
        int start = end;
        while (Character.isJavaIdentifierPart(source.charAt(start - 1))) {
            start--;
        }
        return source.substring(0, start) + newName + source.substring(end);
    }
}
