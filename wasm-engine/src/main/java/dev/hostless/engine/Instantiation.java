package dev.hostless.engine;

import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.compiler.Instance;
import dev.hostless.engine.compiler.InstanceSetup;
import dev.hostless.engine.compiler.ModuleImage;
import dev.hostless.engine.compiler.Segments;
import dev.hostless.engine.compiler.Table;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one guest, in the specification's order (4.5.4): imports, globals, segments, start. */
final class Instantiation {
    private final Program program;
    private final ModuleImage image;
    private final GuestOptions options;
    private @Nullable Guest guest;

    Instantiation(Program program, GuestOptions options) {
        this.program = program;
        this.image = program.code().image();
        this.options = options;
    }

    /** @param start whether the start function is called */
    Guest run(Imports imports, boolean start) {
        var tiers = program.code().options().tiers();
        if (options.steps() != null && tiers != Tiers.INTERPRETED) {
            throw new IllegalArgumentException("a guest is stepped only if its program was loaded"
                    + " with EngineOptions.withTiers(INTERPRETED), not " + tiers);
        }
        var resolved = new ImportResolver(image, imports, options.cpu());
        resolved.resolve();
        var tables = new ArrayList<Table>(resolved.tables);
        var guestTables = new ArrayList<GuestTable>(resolved.guestTables);
        for (int i = tables.size(); i < image.tables.size(); i++) {
            var type = image.tables.get(i);
            var table = new Table(type.limits().minimum(), type.limits().maximum(),
                    program.code().options().tableElements());
            tables.add(table);
            guestTables.add(new GuestTable(type.element(), table));
        }
        var memory = memory(resolved);
        var meter = options.cpu().meter();
        if (!meter.entered()) {
            meter.depth = program.code().options().callDepth();
        }
        var setup = new InstanceSetup(program.code(), meter, tables.toArray(Table[]::new), memory,
                this::probed, resolved.functions, resolved.globals, options.waits(),
                options.steps());
        var instance = program.code().newInstance(setup, resolved.targets);
        var made = guest(instance, memory, guestTables);
        guest = made;
        instance.guest = made;
        if (memory != null) {
            memory.attach(instance);
        }
        Segments.run(instance);
        if (start && image.start >= 0) {
            made.internal(image.start).call();
        }
        return made;
    }

    private @Nullable LinearMemory memory(ImportResolver resolved) {
        if (resolved.memory != null || image.memories.isEmpty()) {
            return resolved.memory;
        }
        var limits = image.memories.getFirst();
        int maximum = limits.maximum() == ModuleImage.NO_MAXIMUM ? -1 : (int) limits.maximum();
        return new LinearMemory(limits.minimum(), maximum, options.memoryLimitBytes(),
                limits.shared());
    }

    private Guest guest(Instance instance, @Nullable LinearMemory memory,
            List<GuestTable> tables) {
        var exports = new HashMap<String, ModuleImage.Export>();
        for (var export : image.exports) {
            exports.put(export.name(), export);
        }
        return new Guest(program, options.cpu(), instance, memory, tables, exports);
    }

    private void probed(int probe, long firstArgument) {
        if (guest != null) {
            options.probes().entered(guest, probe, firstArgument);
        }
    }
}
