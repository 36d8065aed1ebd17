package dev.hostless.engine.compiler;

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

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte[] bytes;
        if (name.equals(Access.NAME)) {
            bytes = Access.generate();
        } else if (name.equals(AtomicAccess.NAME)) {
            bytes = AtomicAccess.generate();
        } else if (name.startsWith(Names.SIGNATURE)) {
            bytes = SignatureCompiler.generate(Names.signature(name));
        } else {
            throw new ClassNotFoundException(name);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }
}
