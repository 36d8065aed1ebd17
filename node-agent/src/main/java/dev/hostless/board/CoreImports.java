package dev.hostless.board;

import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestGlobal;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.Trap;
import dev.hostless.engine.ValueType;
import org.jspecify.annotations.Nullable;

/**
 * The module {@code board}: other cores, which run instances of the same program in the same
 * memory. Nothing here touches a device.
 */
public final class CoreImports implements HostModule {
    /** An instance is made and a core comes out of reset. */
    static final int START_CYCLES = 2_000;

    static final int STARTED = 0;
    static final int NO_SUCH_CORE = -1;
    static final int ALREADY_ON = -2;
    static final int MEMORY_NOT_SHARED = -3;
    static final int NO_SUCH_ENTRY = -4;
    static final int NO_SUCH_STACK = -5;
    static final int HEAP_OF_ONE_CORE = -6;

    private static final int STACK_ALIGNMENT = 16;

    private final Cores cores;
    private final Scheduler scheduler;
    private final ModuleFacts facts;

    CoreImports(Scheduler scheduler, ModuleFacts facts) {
        this.cores = scheduler.cores();
        this.scheduler = scheduler;
        this.facts = facts;
    }

    @Override
    public String name() {
        return BoardSystem.MODULE;
    }

    /** Cores of the board, 1 to 8. */
    @HostFunction("core_count")
    public int coreCount() {
        scheduler.chargeOnly(BoardSystem.CALL_CYCLES);
        return cores.count();
    }

    /** The core that calls, from 0 on. */
    @HostFunction("core_id")
    public int coreId() {
        scheduler.chargeOnly(BoardSystem.CALL_CYCLES);
        return cores.running().number();
    }

    /**
     * Starts another core: a new instance of the program, in the same memory, whose start function
     * runs, and which then calls a function once. The core is off again when that returns.
     *
     * @param entry element of table 0 with a function of type {@code (i32) -> ()}
     * @param argument of that function
     * @param stackTop what the instance's exported {@code __stack_pointer} gets, a multiple of 16
     *     in memory; 0 leaves it to the function itself
     * @return 0, or what is wrong: see the constants
     */
    @HostFunction("core_start")
    public int coreStart(Guest guest, int core, int entry, int argument, int stackTop) {
        scheduler.chargeOnly(START_CYCLES);
        int problem = problem(guest, core, entry, stackTop);
        if (problem == STARTED) {
            cores.start(cores.core(core), entry, argument, stackTop == 0 ? null : stackTop);
        }
        return problem;
    }

    private int problem(Guest guest, int core, int entry, int stackTop) {
        if (core < 0 || core >= cores.count()) {
            return NO_SUCH_CORE;
        }
        if (cores.core(core).isOn()) {
            return ALREADY_ON;
        }
        if (!facts.importsSharedMemory()) {
            return MEMORY_NOT_SHARED;
        }
        if (!isEntry(guest, entry)) {
            return NO_SUCH_ENTRY;
        }
        if (stackTop != 0 && !isStack(guest, stackTop)) {
            return NO_SUCH_STACK;
        }
        return facts.imports(GuestHeap.MODULE) ? HEAP_OF_ONE_CORE : STARTED;
    }

    private static boolean isEntry(Guest guest, int entry) {
        try {
            return guest.element(0, entry).type().equals(Cores.ENTRY);
        } catch (Trap nothingThere) {
            return false;
        }
    }

    private static boolean isStack(Guest guest, int top) {
        return top > 0 && top % STACK_ALIGNMENT == 0 && top <= guest.memory().sizeBytes()
                && stackPointer(guest) != null;
    }

    private static @Nullable GuestGlobal stackPointer(Guest guest) {
        return guest.hasExport(Cores.STACK_POINTER)
                && guest.export(Cores.STACK_POINTER) instanceof GuestGlobal global
                && global.mutable() && global.type() == ValueType.I32 ? global : null;
    }
}
