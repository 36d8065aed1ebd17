package dev.hostless.engine.compiler;

import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.LimitExceeded;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A program's generated classes. The class of a function is generated when the JVM first links a
 * call of it: of a Go program most functions are never called.
 */
public final class ProgramCode extends ClassLoader {
    static {
        registerAsParallelCapable();
    }

    private final ModuleImage image;
    private final Unit unit;
    private final GeneratedClasses classes;
    private final FunctionNames names;
    private final @Nullable int[][] pendingTables;
    private final FunctionTiers tiers;
    /** Of guests that are stepped: the same functions, decoded otherwise. */
    private final FunctionTiers steppedTiers;
    private final Map<Integer, int[]> branchTables = new ConcurrentHashMap<>();
    private final Map<List<Object>, Constructor<?>> bindings = new ConcurrentHashMap<>();

    public ProgramCode(ModuleImage image, EngineOptions options, GeneratedClasses classes) {
        super(SharedClasses.LOADER);
        this.image = image;
        this.classes = classes;
        this.names = new FunctionNames(image);
        this.unit = new Unit(image, options, probes(options));
        this.pendingTables = PendingTables.of(image);
        this.tiers = new FunctionTiers(unit, this, false);
        this.steppedTiers = new FunctionTiers(unit, this, true);
    }

    private List<Integer> probes(EngineOptions options) {
        if (options.probes().isEmpty()) {
            return List.of();
        }
        var numbers = new Integer[image.functions.length];
        java.util.Arrays.fill(numbers, 0);
        for (int i = options.probes().size() - 1; i >= 0; i--) {
            int number = i + 1;
            names.index(options.probes().get(i)).ifPresent(f -> numbers[f] = number);
        }
        return List.of(numbers);
    }

    public ModuleImage image() {
        return image;
    }

    public FunctionNames names() {
        return names;
    }

    public EngineOptions options() {
        return unit.options();
    }

    /** By table: which functions its elements are at the start, or null; see {@link Table}. */
    @Nullable
    int[] pendingTable(int table) {
        return pendingTables[table];
    }

    /** A large {@code br_table} by its place: the ordinal of each index's label. */
    int[] branchTable(int offset) {
        return branchTables.computeIfAbsent(offset, at -> {
            var body = new BodyReader(image.bytes, at, image.bytes.length);
            body.next();
            return BranchTables.ordinals(body.labels);
        });
    }

    /** What classes depend on beside the module, the options and the compiler: this JVM. */
    public static String platform() {
        return "java " + System.getProperty("java.vm.version") + " access " + Access.variant();
    }

    /** What was generated so far. */
    public GeneratedClasses classes() {
        return classes;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (SharedClasses.isShared(name)) {
            byte[] bytes = classes.take(name);
            if (bytes != null) {
                return SharedClasses.LOADER.define(name, bytes);
            }
            var shared = super.loadClass(name, resolve);
            classes.usesShared(name);
            return shared;
        }
        return super.loadClass(name, resolve);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = classes.take(name);
        if (bytes != null) {
            return define(name, bytes);
        }
        if (name.startsWith(Names.FUNCTION)) {
            return function(name);
        }
        if (name.startsWith(Names.ENTRY)) {
            return made(name, EntryCompiler.generate(unit,
                    Integer.parseInt(name.substring(Names.ENTRY.length()))));
        }
        if (name.startsWith(Names.RESUMPTION)) {
            int function = Integer.parseInt(name.substring(Names.RESUMPTION.length()));
            return define(name, FunctionClass.generateResumption(unit, function));
        }
        if (name.startsWith(Names.REFERENCE)) {
            return made(name, ReferenceCompiler.toImport(unit,
                    Integer.parseInt(name.substring(Names.REFERENCE.length()))));
        }
        if (name.equals(Names.MODULE)) {
            return made(name, ModuleCompiler.module(unit));
        }
        if (name.equals(Names.IMPORTS)) {
            return made(name, ModuleCompiler.imports(unit));
        }
        throw new ClassNotFoundException(name);
    }

    private Class<?> function(String name) throws ClassNotFoundException {
        String number = name.substring(Names.FUNCTION.length());
        if (number.indexOf('_') >= 0) {
            throw new ClassNotFoundException(name);
        }
        int function = Integer.parseInt(number);
        try {
            return define(name, FunctionClass.generate(unit, function));
        } catch (LimitExceeded tooLarge) {
            // One loop or block of it is larger than a method may be.
            return made(name, EntryCompiler.generateUncompiled(unit, function));
        }
    }

    private Class<?> define(String name, FunctionClass.Generated generated) {
        for (var part : generated.parts()) {
            made(part.name(), part.bytes());
        }
        return made(name, generated.bytes());
    }

    private Class<?> made(String name, byte[] bytes) {
        classes.made(name, bytes);
        return define(name, bytes);
    }

    private Class<?> define(String name, byte[] bytes) {
        return defineClass(name, bytes, 0, bytes.length);
    }

    FunctionReference newReference(Instance instance, int function) {
        String name = image.isImported(function)
                ? Names.REFERENCE
                : unit.interprets() ? Names.ENTRY : Names.FUNCTION;
        try {
            var type = loadClass(name + function);
            return (FunctionReference) type.getConstructors()[0].newInstance(instance);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: class of function " + function, e);
        }
    }

    FunctionTiers tiers(boolean stepped) {
        return stepped ? steppedTiers : tiers;
    }

    Field globalField(int global) {
        try {
            return loadClass(Names.MODULE).getField(Unit.globalField(global));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: field of global " + global, e);
        }
    }

    /**
     * A new instance; its globals have their first values, its segments are not copied yet.
     *
     * @param targets by imported function: a {@link HostTarget} or a {@link FunctionReference}
     */
    public Instance newInstance(InstanceSetup setup, List<Object> targets) {
        try {
            var type = loadClass(Names.MODULE);
            var instance = (Instance) type.getConstructor(InstanceSetup.class).newInstance(setup);
            if (!targets.isEmpty()) {
                type.getField("imports").set(instance, binding(targets));
            }
            for (int i = 0; i < image.importedGlobals; i++) {
                new ImportedGlobals(image, setup).set(instance, i, globalField(i));
            }
            setup.meter().reserveResults(maximumResults());
            instance.initializeGlobals();
            return instance;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: class of the module", e);
        }
    }

    private int maximumResults() {
        return image.types.stream().mapToInt(t -> t.results().size()).max().orElse(0);
    }

    private Object binding(List<Object> targets) throws ReflectiveOperationException {
        var key = new ArrayList<Object>(targets.size());
        var objects = new Object[targets.size()];
        for (int i = 0; i < objects.length; i++) {
            // No switch: its first use takes a start's time to generate a class.
            if (targets.get(i) instanceof HostTarget host) {
                key.add(host.method());
                objects[i] = host.object();
            } else if (targets.get(i) instanceof FunctionReference reference) {
                key.add(FunctionReference.class);
                objects[i] = reference;
            } else {
                throw new IllegalStateException("BUG: " + targets.get(i));
            }
        }
        var constructor = bindings.get(key);
        if (constructor == null) {
            constructor = new BindingCompiler(this, unit, key).load();
            bindings.put(key, constructor);
        }
        return constructor.newInstance((Object) objects);
    }
}
