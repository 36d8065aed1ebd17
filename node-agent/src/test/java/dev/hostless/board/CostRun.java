package dev.hostless.board;

import dev.hostless.engine.Engine;
import dev.hostless.engine.EngineOptions;
import dev.hostless.engine.EngineOptions.Tiers;
import dev.hostless.engine.Guest;
import dev.hostless.engine.GuestExit;
import dev.hostless.engine.GuestOptions;
import dev.hostless.engine.HostFunction;
import dev.hostless.engine.HostModule;
import dev.hostless.engine.Imports;
import dev.hostless.engine.Program;
import dev.hostless.engine.ProgramRejected;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** One run of the program under go-costs: what its runtime retired, and what it was asked for. */
final class CostRun {
    private static final int STACK_POINTER = 0;
    private static final int WORD = Long.BYTES;

    /** So many pages that the runtime took, or gave back. */
    record PageRequest(boolean free, int pages) {
    }

    /** In the order in which main.go numbers them. */
    enum Workload {
        /** Objects of 16 B without pointers. */
        NOSCAN_16,
        /** Of 64 B. */
        NOSCAN_64,
        /** Of 512 B. */
        NOSCAN_512,
        /** Objects of 16 B, all pointers. */
        SCAN_16,
        /** Of 64 B. */
        SCAN_64,
        /** Of 512 B. */
        SCAN_512,
        /** Of 1,016 B. */
        SCAN_1024,
        /** One byte each. */
        TINY_1,
        /** Eight bytes each. */
        TINY_8,
        /** Objects of 64 KiB. */
        LARGE,
        /** A heap of objects without pointers is marked. */
        MARK_NOSCAN,
        /** Of objects with one nil pointer. */
        MARK_ONE_NIL,
        /** With eight. */
        MARK_EIGHT_NIL,
        /** With eight pointers to one object. */
        MARK_EIGHT_SHARED,
        /** Deep stacks are scanned. */
        DESCEND,
        /** Pointers are overwritten while marking runs. */
        REWRITE,
        /** A heap is let go. */
        DROP,
        /** Objects with cleanups are let go. */
        SPECIALS
    }

    /** What the program imports to be told what to do. */
    public static final class Orders implements HostModule {
        private final int workload;
        private final int count;
        private final RetiredCycles retired;

        Orders(int workload, int count, RetiredCycles retired) {
            this.workload = workload;
            this.count = count;
            this.retired = retired;
        }

        @Override
        public String name() {
            return "costs";
        }

        @HostFunction("workload")
        public int workload() {
            return workload;
        }

        @HostFunction("count")
        public int count() {
            return count;
        }

        @HostFunction("begin")
        public void begin() {
            retired.count(true);
        }

        @HostFunction("end")
        public void end() {
            retired.count(false);
        }
    }

    private final RetiredCycles retired = new RetiredCycles(this::called);
    private final List<PageRequest> pages = new ArrayList<>();
    private long zeroedBytes;
    private long blockWords;
    private long barrierWords;

    private CostRun() {
    }

    static Program load(byte[] module) throws ProgramRejected {
        return new Engine(EngineOptions.defaults().withTiers(Tiers.INTERPRETED)).load(module);
    }

    static CostRun of(Program program, Workload workload, int count) throws ProgramRejected {
        var run = new CostRun();
        var console = new ConsoleWasi(_ -> {});
        int code = 0;
        try {
            program.instantiate(
                    Imports.of(console, new Orders(workload.ordinal(), count, run.retired)),
                    GuestOptions.defaults().withSteps(run.retired)).call("_start");
        } catch (GuestExit exit) {
            code = exit.code();
        }
        if (code != 0) {
            throw new IllegalStateException("workload " + workload + " ended with " + code + ": "
                    + console.output());
        }
        return run;
    }

    long cycles(RuntimeWork work) {
        return retired.of(work);
    }

    long calls(String function) {
        return retired.calls(RuntimeWork.inModule(function));
    }

    /** What functions retired themselves, without those that they called. */
    long selfCycles(String... functions) {
        return Arrays.stream(functions).mapToLong(function -> retired
                .cycles(RuntimeWork.inModule(function))).sum();
    }

    long zeroedBytes() {
        return zeroedBytes;
    }

    /** Words of roots that a mask calls pointers. */
    long blockWords() {
        return blockWords;
    }

    long barrierWords() {
        return barrierWords;
    }

    List<PageRequest> pages() {
        return pages;
    }

    private void called(Guest guest, String function) {
        switch (function) {
            case "runtime.memclrNoHeapPointers" -> zeroedBytes += argument(guest, 1);
            case "runtime.scanblock" -> blockWords += pointers(guest, argument(guest, 1),
                    argument(guest, 2));
            case "runtime.__mheap_.allocSpan" -> pages.add(
                    new PageRequest(false, (int) argument(guest, 1)));
            case "runtime.__pageAlloc_.free" -> pages.add(
                    new PageRequest(true, (int) argument(guest, 2)));
            default -> {
                if (function.startsWith("runtime.gcWriteBarrier")) {
                    barrierWords += barrier(function);
                }
            }
        }
    }

    private static int barrier(String function) {
        var digits = function.substring("runtime.gcWriteBarrier".length());
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** Above the return address of a call. */
    private static long argument(Guest guest, int number) {
        int stack = (int) guest.global(STACK_POINTER);
        return guest.memory().getLong(stack + WORD + WORD * number);
    }

    private static long pointers(Guest guest, long bytes, long mask) {
        long words = bytes / WORD;
        long found = 0;
        for (long word = 0; word < words; word++) {
            found += guest.memory().getByte((int) (mask + word / 8)) >> word % 8 & 1;
        }
        return found;
    }
}
