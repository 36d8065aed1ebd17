package dev.hostless.engine;

import dev.hostless.engine.compiler.FunctionReference;
import dev.hostless.engine.compiler.GlobalCell;
import dev.hostless.engine.compiler.HostTarget;
import dev.hostless.engine.compiler.ModuleImage;
import dev.hostless.engine.compiler.ModuleImage.GlobalType;
import dev.hostless.engine.compiler.ModuleImage.Import;
import dev.hostless.engine.compiler.ModuleImage.Limits;
import dev.hostless.engine.compiler.ModuleImage.TableType;
import dev.hostless.engine.compiler.Table;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what each import is bound to, and says all that is missing in one message. */
final class ImportResolver {
    private static final int MOST_NAMED = 20;
    private static final ClassValue<Map<String, Method>> OFFERED = new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
            return offered(type);
        }
    };

    private final ModuleImage image;
    private final Imports imports;
    private final Cpu cpu;
    private final List<String> problems = new ArrayList<>();

    /** By imported function: a {@link HostTarget} or a {@link FunctionReference}. */
    final List<Object> targets = new ArrayList<>();
    final Map<Integer, FunctionReference> functions = new HashMap<>();
    final List<Table> tables = new ArrayList<>();
    final List<GuestTable> guestTables = new ArrayList<>();
    @Nullable
    LinearMemory memory;
    final Map<Integer, GlobalCell> globals = new HashMap<>();

    ImportResolver(ModuleImage image, Imports imports, Cpu cpu) {
        this.image = image;
        this.imports = imports;
        this.cpu = cpu;
    }

    void resolve() {
        for (var wanted : image.imports) {
            switch (wanted.kind()) {
                case FUNCTION -> function(wanted);
                case TABLE -> table(wanted);
                case MEMORY -> memory(wanted);
                case GLOBAL -> global(wanted);
            }
        }
        if (!problems.isEmpty()) {
            int named = Math.min(problems.size(), MOST_NAMED);
            throw new UnresolvedImport(String.join("; ", problems.subList(0, named))
                    + (named < problems.size()
                            ? "; and %d more".formatted(problems.size() - named)
                            : ""));
        }
    }

    private void function(Import wanted) {
        var type = image.types.get((Integer) wanted.type());
        int index = targets.size();
        var extern = imports.extern(wanted.module(), wanted.name());
        if (extern instanceof GuestFunction found && found.type().equals(type)) {
            if (found.reference().meter() != cpu.meter()) {
                throw new IllegalArgumentException(wanted.module() + "." + wanted.name()
                        + " is a function of a guest with another Cpu");
            }
            functions.put(index, found.reference());
            targets.add(found.reference());
            return;
        }
        String found = extern == null ? null : extern.description();
        for (var host : imports.hosts()) {
            var method = host.name().equals(wanted.module())
                    ? OFFERED.get(host.getClass()).get(wanted.name())
                    : null;
            if (method != null && extern == null) {
                var offered = typeOf(method);
                if (offered.equals(type)) {
                    targets.add(new HostTarget(host, method));
                    return;
                }
                found = offered.toString();
            }
        }
        targets.add(Boolean.FALSE);
        problem(wanted, type.toString(), found);
    }

    private void table(Import wanted) {
        var type = (TableType) wanted.type();
        var extern = imports.extern(wanted.module(), wanted.name());
        if (extern instanceof GuestTable found && found.element() == type.element()
                && fits(type.limits(), found.size(), found.table().maximum())) {
            tables.add(found.table());
            guestTables.add(found);
        } else {
            problem(wanted, type.toString(), extern == null ? null : extern.description());
        }
    }

    private void memory(Import wanted) {
        var limits = (Limits) wanted.type();
        var extern = imports.extern(wanted.module(), wanted.name());
        if (extern instanceof LinearMemory found && found.isShared() == limits.shared()
                && fits(limits, found.pages(), found.maximumPages())) {
            memory = found;
        } else {
            problem(wanted, ModuleImage.describe(limits),
                    extern == null ? null : extern.description());
        }
    }

    private static boolean fits(Limits wanted, int size, long maximum) {
        return Integer.compareUnsigned(size, wanted.minimum()) >= 0
                && (wanted.maximum() == ModuleImage.NO_MAXIMUM
                        || maximum >= 0 && maximum <= wanted.maximum());
    }

    private void global(Import wanted) {
        var type = (GlobalType) wanted.type();
        int index = globals.size();
        var extern = imports.extern(wanted.module(), wanted.name());
        if (extern instanceof GuestGlobal found && found.type() == type.type()
                && found.mutable() == type.mutable()) {
            globals.put(index, found.cell());
        } else {
            globals.put(index, new dev.hostless.engine.compiler.HostCell(0));
            problem(wanted, type.toString(), extern == null ? null : extern.description());
        }
    }

    private void problem(Import wanted, String type, @Nullable String offered) {
        String found = offered;
        for (var host : imports.hosts()) {
            if (found == null && host.name().equals(wanted.module())
                    && OFFERED.get(host.getClass()).containsKey(wanted.name())) {
                found = "a function";
            }
        }
        problems.add(found == null
                ? "unknown import %s.%s: wanted %s, nothing found".formatted(wanted.module(),
                        wanted.name(), type)
                : "incompatible import type %s.%s: wanted %s, found %s".formatted(wanted.module(),
                        wanted.name(), type, found));
    }

    private static Map<String, Method> offered(Class<?> type) {
        var methods = new HashMap<String, Method>();
        for (var method : type.getMethods()) {
            // Reading annotations of the JDK's own methods makes a class for each kind of them.
            var name = method.getDeclaringClass() == Object.class
                    ? null
                    : method.getAnnotation(HostFunction.class);
            if (name != null && !method.isBridge()) {
                if (!Modifier.isPublic(method.getDeclaringClass().getModifiers())
                        || Modifier.isStatic(method.getModifiers())) {
                    throw new IllegalArgumentException(
                            "a host function is a public method of a public class: " + method);
                }
                typeOf(method);
                if (methods.put(name.value(), method) != null) {
                    throw new IllegalArgumentException(
                            type.getName() + " offers " + name.value() + " twice");
                }
            }
        }
        return methods;
    }

    private static FunctionType typeOf(Method method) {
        var parameters = new ArrayList<ValueType>();
        var types = method.getParameterTypes();
        for (int i = types.length > 0 && types[0] == Guest.class ? 1 : 0; i < types.length; i++) {
            parameters.add(valueType(types[i], method));
        }
        var result = method.getReturnType();
        return new FunctionType(parameters,
                result == void.class ? List.of() : List.of(valueType(result, method)));
    }

    private static ValueType valueType(Class<?> type, Method method) {
        if (type == int.class) {
            return ValueType.I32;
        } else if (type == long.class) {
            return ValueType.I64;
        } else if (type == float.class) {
            return ValueType.F32;
        } else if (type == double.class) {
            return ValueType.F64;
        }
        throw new IllegalArgumentException(
                "host functions take and give int, long, float and double, not %s: %s"
                        .formatted(type.getSimpleName(), method));
    }
}
