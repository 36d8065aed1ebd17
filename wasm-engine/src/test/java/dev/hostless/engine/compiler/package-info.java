/** Tests of the compiler's parts that no module can tell apart. */
@NullMarked
package dev.hostless.engine.compiler;

import org.jspecify.annotations.NullMarked;
