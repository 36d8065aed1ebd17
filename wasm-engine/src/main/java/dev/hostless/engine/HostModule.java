package dev.hostless.engine;

/**
 * Functions that the host offers to guests under one module name. Public methods annotated with
 * {@link HostFunction} are bound directly: compiled guest code calls them with primitive
 * arguments, with no boxing and no reflection, so that the JIT can inline them.
 *
 * <p>The class and its annotated methods are public. Parameter types are {@code int},
 * {@code long}, {@code float} and {@code double} for i32, i64, f32 and f64; the result is one of
 * them or {@code void}. The first parameter may be a {@link Guest}, which is then the caller.
 */
public interface HostModule {
    /** The module name of the imports, for instance {@code wasi_snapshot_preview1}. */
    String name();
}
