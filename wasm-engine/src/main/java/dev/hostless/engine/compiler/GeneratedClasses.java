package dev.hostless.engine.compiler;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a program's classes by name: those that an earlier process generated, until they are
 * defined, and those that this process generated, until they are kept. A class depends on nothing
 * but its name, the module and what the cache's key names.
 */
public final class GeneratedClasses {
    private final boolean keeps;
    private final Map<String, byte[]> known;
    private final Map<String, byte[]> made = new ConcurrentHashMap<>();
    private final Set<String> shared = ConcurrentHashMap.newKeySet();
    /** Functions that the interpreter found worth a class early, in this process or before. */
    private final Set<Integer> hot;

    /**
     * Classes of one program.
     *
     * @param keeps whether what is generated will be asked for
     * @param known classes of an earlier process
     * @param hot functions that an earlier process found hot
     */
    public GeneratedClasses(boolean keeps, Map<String, byte[]> known, Set<Integer> hot) {
        this.keeps = keeps;
        this.known = new ConcurrentHashMap<>(known);
        this.hot = ConcurrentHashMap.newKeySet();
        this.hot.addAll(hot);
    }

    /** Nothing is known, and nothing will be asked for. */
    public static GeneratedClasses none() {
        return new GeneratedClasses(false, Map.of(), Set.of());
    }

    /** The class of an earlier process, once: a class is defined only once. */
    byte @Nullable [] take(String name) {
        return known.remove(name);
    }

    boolean isHot(int function) {
        return hot.contains(function);
    }

    void foundHot(int function) {
        hot.add(function);
    }

    /** Functions that the next process shall not interpret first. */
    public Set<Integer> hot() {
        return Set.copyOf(hot);
    }

    void made(String name, byte[] bytes) {
        if (keeps) {
            made.put(name, bytes);
        }
    }

    /** A class that all programs share, and that this one uses; it may be defined already. */
    void usesShared(String name) {
        if (keeps) {
            shared.add(name);
        }
    }

    /** What was generated since the last {@link #kept}. */
    public Map<String, byte[]> unkept() {
        var classes = new TreeMap<>(made);
        for (var name : shared) {
            classes.put(name, SharedClasses.generate(name));
        }
        return classes;
    }

    public boolean hasUnkept() {
        return !made.isEmpty() || !shared.isEmpty();
    }

    /** These need not be held any longer. */
    public void kept(Set<String> names) {
        made.keySet().removeAll(names);
        shared.removeAll(names);
    }
}
