/**
 * The compiler and what compiled code calls. Public only because generated classes live in other
 * class loaders; nothing here is an interface for users of the engine.
 */
@NullMarked
package dev.hostless.engine.compiler;

import org.jspecify.annotations.NullMarked;
