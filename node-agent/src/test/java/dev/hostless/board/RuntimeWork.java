package dev.hostless.board;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Go's runtime does for the heap, by the functions (Go 1.26) in which it does it. */
enum RuntimeWork {
    /** Everything else. */
    PROGRAM,
    /** What a program with a hosted heap still does itself while it collects. */
    STAYS("stopTheWorldWithSema", "startTheWorldWithSema", "clearpools", "gopark", "goready",
            "goschedImpl", "schedule", "shrinkstack", "freeStackSpans", "semacquire1",
            "semrelease1", "newproc1", "printGCTrace"),
    /** An object. */
    ALLOCATE("mallocgc"),
    /** Another span for the cache. */
    REFILL("(*mcache).refill"),
    /** A span. */
    ALLOCATE_SPAN("(*mheap).alloc", "(*mheap).allocManual", "(*mheap).allocSpan",
            "(*mcache).allocLarge"),
    /** More arenas. */
    GROW("(*mheap).grow"),
    /** A span gives its pages back. */
    FREE_SPAN("(*mheap).freeSpan", "(*mheap).freeSpanLocked", "(*mheap).freeManual"),
    /** The search for pages. */
    PAGES("(*pageAlloc).alloc", "(*pageAlloc).free", "(*pageAlloc).allocToCache",
            "(*pageCache).alloc", "(*pageCache).flush"),
    /** A span is swept. */
    SWEEP("(*sweepLocked).sweep"),
    /** Memory is cleared. */
    ZERO("memclrNoHeapPointers"),
    /** A pointer is looked at, and its object marked. */
    SHADE("tryDeferToSpanScan", "findObject", "greyobject"),
    /** Grey objects and spans are scanned. */
    DRAIN("gcDrain", "gcDrainN"),
    /** Globals are scanned. */
    BLOCK("scanblock", "scanConservative"),
    /** A stack is scanned. */
    FRAME("scanstack"),
    /** The write barrier hands over what it has seen. */
    BARRIER("wbBufFlush", "wbBufFlush1", "bulkBarrierPreWrite"),
    /** What is attached to objects. */
    SPECIAL("addspecial", "removespecial", "freeSpecial", "markrootSpans"),
    /** What the first stop of a collection costs beside all that. */
    START("gcStart", "finishsweep_m"),
    /** What marking costs beside the program. */
    WORKERS("gcBgMarkWorker", "gcAssistAlloc", "markroot", "gcMarkDone"),
    /** What the second stop costs. */
    FINISH("gcMarkTermination", "gcSweep"),
    /** What sweeping costs beside spans that are swept. */
    SWEEP_LISTS("sweepone", "bgsweep");

    private static final Map<String, RuntimeWork> BY_ROOT = byRoot();

    private final List<String> roots;

    RuntimeWork(String... roots) {
        this.roots = List.of(roots);
    }

    /** The work that a function begins, by its name in the module; null for most. */
    static @Nullable RuntimeWork ofRoot(String name) {
        return BY_ROOT.get(name);
    }

    /** As Go's linker writes a function of the runtime into the name section. */
    static String inModule(String function) {
        return "runtime." + function.replaceAll("[^\\w.]", "_");
    }

    private static Map<String, RuntimeWork> byRoot() {
        var all = new HashMap<String, RuntimeWork>();
        for (var work : values()) {
            work.roots.forEach(root -> all.put(inModule(root), work));
        }
        return all;
    }
}
