package dev.hostless.engine.compiler;

import org.jspecify.annotations.Nullable;

/**
 * Loads what is generated once for all programs: the memory accessors and a class for each
 * function type. Tables may hold functions of several programs, so their types must be shared.
 */
final class SharedClasses extends ClassLoader {
    static final SharedClasses LOADER = new SharedClasses();

    static {
        registerAsParallelCapable();
    }

    private SharedClasses() {
        super(SharedClasses.class.getClassLoader());
    }

    static MemoryOperations memoryOperations() {
        try {
            return (MemoryOperations) LOADER.loadClass(AccessBridge.NAME).getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: class of the memory accessors", e);
        }
    }

    static AtomicOperations atomicOperations() {
        try {
            return (AtomicOperations) LOADER.loadClass(AtomicBridge.NAME).getConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("BUG: class of the atomic accessors", e);
        }
    }

    static boolean isShared(String name) {
        return name.startsWith(Names.SHARED);
    }

    /** The class of that name, defined from these bytes if it is not defined yet. */
    Class<?> define(String name, byte[] bytes) {
        synchronized (getClassLoadingLock(name)) {
            var loaded = findLoadedClass(name);
            return loaded == null ? defineClass(name, bytes, 0, bytes.length) : loaded;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes = generate(name);
        if (bytes == null) {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    /** The bytes of a shared class, always the same; null if there is none of that name. */
    static byte @Nullable [] generate(String name) {
        if (name.equals(Access.NAME)) {
            return Access.generate();
        }
        if (name.equals(AccessBridge.NAME)) {
            return AccessBridge.generate();
        }
        if (name.equals(AtomicBridge.NAME)) {
            return AtomicBridge.generate();
        }
        if (name.equals(AtomicAccess.NAME)) {
            return AtomicAccess.generate();
        }
        return name.startsWith(Names.SIGNATURE)
                ? SignatureCompiler.generate(Names.signature(name))
                : null;
    }
}
