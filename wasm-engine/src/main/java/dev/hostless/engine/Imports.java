package dev.hostless.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/** What a guest may import. Immutable: {@code with} makes a copy. What comes later wins. */
public final class Imports {
    private record Key(String module, String name) {
    }

    private final List<HostModule> hosts;
    private final Map<Key, Extern> externs;
    private final Map<String, Guest> guests;

    private Imports(List<HostModule> hosts, Map<Key, Extern> externs, Map<String, Guest> guests) {
        this.hosts = hosts;
        this.externs = externs;
        this.guests = guests;
    }

    public static Imports of(HostModule... modules) {
        return new Imports(List.of(modules), Map.of(), Map.of());
    }

    /** Several host modules may share a name; each offers its functions. */
    public Imports with(HostModule module) {
        var copy = new ArrayList<>(hosts);
        copy.add(module);
        return new Imports(copy, externs, guests);
    }

    public Imports with(String module, String name, Extern extern) {
        var copy = new HashMap<>(externs);
        copy.put(new Key(module, name), extern);
        return new Imports(hosts, copy, guests);
    }

    /** Offers all exports of a guest under a module name. */
    public Imports withGuest(String module, Guest guest) {
        var copy = new HashMap<>(guests);
        copy.put(module, guest);
        return new Imports(hosts, externs, copy);
    }

    List<HostModule> hosts() {
        return hosts;
    }

    @Nullable
    Extern extern(String module, String name) {
        var extern = externs.get(new Key(module, name));
        var guest = guests.get(module);
        if (extern == null && guest != null && guest.hasExport(name)) {
            return guest.export(name);
        }
        return extern;
    }
}
