package dev.hostless.engine.compiler;

import java.lang.reflect.Method;

/** A method of a host object that an import is bound to. */
public record HostTarget(Object object, Method method) {
}
