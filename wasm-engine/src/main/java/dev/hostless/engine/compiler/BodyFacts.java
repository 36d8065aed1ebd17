package dev.hostless.engine.compiler;

import dev.hostless.engine.Feature;
import java.util.Set;

/**
 * What is known of a module only after a walk over its bodies, so that a validated one need not be
 * walked over again.
 *
 * @param growsMemory whether any body has a {@code memory.grow}
 */
public record BodyFacts(Set<Feature> features, boolean growsMemory) {
    public BodyFacts {
        features = Set.copyOf(features);
    }
}
