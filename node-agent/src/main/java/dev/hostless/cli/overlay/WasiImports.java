package dev.hostless.cli.overlay;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Lets Go's own declarations of system calls import from the board. The calls on files keep their
 * names and layouts, for which syscall has all the code; only the module is another.
 */
final class WasiImports {
    private static final String DIRECTIVE = "//go:wasmimport ";
    private static final String MODULE = DIRECTIVE + "wasi_snapshot_preview1 ";
    private static final Pattern FILES = Pattern.compile(
            "(?m)^" + Pattern.quote(MODULE) + "((fd|path)_\\w+)$");
    private static final Map<String, String> OTHERS = Map.of("proc_exit", "halt", "random_get",
            "random");

    private WasiImports() {
    }

    static String apply(String source) {
        var text = FILES.matcher(source).replaceAll(DIRECTIVE + "board $1");
        for (var call : OTHERS.entrySet()) {
            text = text.replace(MODULE + call.getKey() + "\n",
                    DIRECTIVE + "board " + call.getValue() + "\n");
        }
        return text;
    }
}
