/**
 * The official specification scripts as tests. {@code wast2json} of wabt turns a script into a JSON
 * command list and modules; {@link dev.hostless.engine.spec.ScriptRunner} plays the list against a
 * {@link dev.hostless.engine.spec.ScriptEngine} and counts what held and what did not.
 *
 * <p>The runner knows no engine, so that it can be judged itself: against Endive, which passes
 * everything, and against scripts that demand what is wrong.
 */
@NullMarked
package dev.hostless.engine.spec;

import org.jspecify.annotations.NullMarked;
