package dev.hostless.engine.differential;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestGlobal;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.Imports;
import dev.hostless.engine.LinearMemory;
import dev.hostless.engine.Program;
import dev.hostless.engine.Trap;
import dev.hostless.engine.ValueType;
import dev.hostless.engine.differential.RandomModule.Entry;
import java.util.Arrays;

/** Our engine. */
final class HostlessContender implements Contender {
    private final Engine engine;

    HostlessContender(EngineOptions options) {
        this.engine = new Engine(options);
    }

    @Override
    public HostlessRunning start(byte[] module) {
        return start(engine.load(module));
    }

    /** Starts a program that is loaded already, and warm perhaps. */
    HostlessRunning start(Program program) {
        return new HostlessRunning(
                program.instantiate(Imports.of(new MixHost()), GuestOptions.defaults()));
    }

    Engine engine() {
        return engine;
    }

    @Override
    public String toString() {
        return "Hostless " + engine.options().tiers()
                + (engine.options().metered() ? "" : " unmetered");
    }

    record HostlessRunning(Guest guest) implements Running {
        @Override
        public Outcome call(Entry entry, long... arguments) {
            try {
                return new Outcome.Returned(
                        Arrays.stream(guest.call(entry.name(), arguments)).boxed().toList());
            } catch (Trap trap) {
                return new Outcome.Trapped(trap.kind());
            }
        }

        @Override
        public byte[] memory() {
            LinearMemory memory = guest.memory();
            return memory.copyOf(0, memory.sizeBytes());
        }

        @Override
        public long global(String name, ValueType type) {
            if (guest.export(name) instanceof GuestGlobal global) {
                return global.bits();
            }
            throw new IllegalArgumentException("not a global: " + name);
        }

        long cycles() {
            return guest.cpu().cycles();
        }
    }
}
