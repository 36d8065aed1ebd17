package dev.hostless.board;

import dev.hostless.engine.HostFunction;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What guests may import, read off the host modules themselves so that it cannot drift. */
final class OfferedImports {
    /** Where LLVM's linker looks for a memory that is not the module's own. */
    static final String MEMORY_MODULE = "env";
    static final String MEMORY = "memory";

    private static final Map<String, Set<String>> BY_MODULE = Map.of(WasiPreview1.MODULE,
            names(WasiPreview1.class, WasiStreams.class, WasiFiles.class, WasiPaths.class,
                    WasiPoll.class, WasiSockets.class),
            BoardSystem.MODULE,
            names(BoardImports.class, BoardSystem.class, GuestIdle.class,
                    GuestAttention.class, CoreImports.class, RamImports.class,
                    WasiStreams.class, WasiFiles.class, WasiPaths.class),
            GuestHeap.MODULE, names(GuestHeap.class, OwnedHeap.class), MEMORY_MODULE,
            with(MEMORY, names(EnvironmentShims.class, TinyGoPins.class, TinyGoUart.class,
                    TinyGoBuses.class)));

    private static final Set<String> WITHOUT_MEMORY = names(BoardImports.class, GuestIdle.class,
            CoreImports.class);
    private static final Set<String> ENV_WITH_MEMORY = Set.of("__tinygo_uart_read",
            "__tinygo_uart_write", "__tinygo_spi_tx", "__tinygo_i2c_transfer");

    private OfferedImports() {
    }

    static boolean has(String module, String name) {
        return BY_MODULE.getOrDefault(module, Set.of()).contains(name);
    }

    /** The names by module. */
    static Map<String, Set<String>> all() {
        return BY_MODULE;
    }

    /** Whether the function reads or writes the guest's memory. */
    static boolean needsMemory(String module, String name) {
        return module.equals("env") && ENV_WITH_MEMORY.contains(name)
                || module.equals(WasiPreview1.MODULE) || module.equals(GuestHeap.MODULE)
                || module.equals(BoardSystem.MODULE) && !WITHOUT_MEMORY.contains(name);
    }

    private static Set<String> names(Class<?>... hosts) {
        return Stream.of(hosts).flatMap(host -> Stream.of(host.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(HostFunction.class))
                .map(OfferedImports::name).collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> with(String name, Set<String> names) {
        return Stream.concat(Stream.of(name), names.stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static String name(Method method) {
        var function = method.getAnnotation(HostFunction.class);
        if (function == null) {
            throw new IllegalStateException("BUG: " + method + " is not a host function");
        }
        return function.value();
    }
}
