package dev.hostless.cli.overlay;

import java.util.List;
import java.util.Map;

/**
 * One layer of the port, as tables. Paths are below GOROOT/src.
 *
 * @param files our files by the path that they have in GOROOT; they replace what is there
 * @param removed files that are left out
 * @param copied files whose system calls are the board's, apart from those with renames
 * @param renames functions that make room for ours
 * @param experiments settings of GOEXPERIMENT
 */
record PortLayer(Map<String, String> files, List<String> removed, List<String> copied,
        List<Rename> renames, List<String> experiments) {
    private static final String OS = "runtime/os_wasip1.go";
    private static final String LOCK = "runtime/lock_wasip1.go";
    private static final String SYSCALL = "syscall/syscall_wasip1.go";
    private static final String SOCKETS = "syscall/net_wasip1.go";
    private static final String MALLOC = "runtime/malloc.go";
    private static final String BITMAP = "runtime/mbitmap.go";
    private static final String HEAP = "runtime/mheap.go";
    private static final String STATS = "runtime/mstats.go";
    private static final String PACER = "runtime/mgcpacer.go";

    /** The bare-metal port with Go's own heap. */
    static final PortLayer GUEST = new PortLayer(
            Map.of("runtime/board_abi_wasip1.go", "runtime_abi.go",
                    "runtime/board_os_wasip1.go", "runtime_os.go",
                    "runtime/board_heap_wasip1.go", "runtime_heap.go",
                    "runtime/board_irq_wasip1.go", "runtime_irq.go",
                    "runtime/netpoll_wasip1.go", "runtime_idle.go",
                    "runtime/mem_wasm.go", "runtime_mem.go",
                    "syscall/board_wasip1.go", "syscall_board.go"),
            List.of("runtime/mem_sbrk.go"),
            List.of("syscall/fs_wasip1.go", "syscall/os_wasip1.go",
                    "internal/syscall/unix/at_wasip1.go",
                    "internal/syscall/unix/utimes_wasip1.go"),
            List.of(new Rename(OS, "func write1(", "fileWrite1"),
                    new Rename(OS, "func usleep(", "wasiUsleep"),
                    new Rename(OS, "func readRandom(", "wasiReadRandom"),
                    new Rename(OS, "func goenvs(", "wasiGoenvs"),
                    new Rename(OS, "func walltime1(", "wasiWalltime1"),
                    new Rename(OS, "func nanotime1(", "wasiNanotime1"),
                    new Rename("runtime/os_wasm.go", "func osinit(", "wasmOsinit"),
                    new Rename(LOCK, "func notewakeup(", "wasiNotewakeup"),
                    new Rename(LOCK, "func notetsleepg(", "wasiNotetsleepg"),
                    new Rename(LOCK, "func beforeIdle(", "wasiBeforeIdle"),
                    new Rename("runtime/proc.go", "func findRunnable(", "guestFindRunnable"),
                    new Rename(SYSCALL, "func Gettimeofday(", "wasiGettimeofday"),
                    new Rename(SOCKETS, "func Accept(", "wasiAccept"),
                    new Rename(SOCKETS, "func Shutdown(", "wasiShutdown")),
            List.of());

    /** What is added to {@link #GUEST} when the heap is the node's. */
    static final PortLayer HOSTED = new PortLayer(
            Map.of("runtime/board_heap_wasip1.go", "hosted_gc.go",
                    "runtime/board_malloc_wasip1.go", "hosted_malloc.go",
                    "runtime/board_special_wasip1.go", "hosted_special.go",
                    "runtime/board_stats_wasip1.go", "hosted_stats.go",
                    "runtime/board_descriptor_wasip1.go", "hosted_descriptor.go"),
            List.of(), List.of(),
            List.of(new Rename(MALLOC, "func mallocgc(", "guestMallocgc"),
                    new Rename(MALLOC, "func newobject(", "guestNewobject"),
                    new Rename("runtime/mwbbuf.go", "func wbBufFlush1(", "guestWbBufFlush1"),
                    new Rename(BITMAP, "func bulkBarrierPreWrite(", "guestBulkBarrierPreWrite"),
                    new Rename(BITMAP, "func bulkBarrierPreWriteSrcOnly(",
                            "guestBulkBarrierPreWriteSrcOnly"),
                    new Rename(BITMAP, "func findObject(", "guestFindObject"),
                    new Rename(BITMAP, "func (span *mspan) typePointersOfUnchecked(",
                            "guestTypePointersOfUnchecked"),
                    new Rename(BITMAP, "func (tp typePointers) next(", "guestNext"),
                    new Rename("runtime/mgc.go", "func GC(", "guestGC"),
                    new Rename("runtime/mgc.go", "func gcinit(", "guestGcinit"),
                    new Rename("runtime/mgc.go", "func gcTestIsReachable(",
                            "guestGcTestIsReachable"),
                    new Rename(HEAP, "func spanOfHeap(", "guestSpanOfHeap"),
                    new Rename(HEAP, "func inHeapOrStack(", "guestInHeapOrStack"),
                    new Rename(HEAP, "func spanHasSpecials(", "guestSpanHasSpecials"),
                    new Rename(HEAP, "func spanHasNoSpecials(", "guestSpanHasNoSpecials"),
                    new Rename(HEAP, "func removespecial(", "guestRemovespecial"),
                    new Rename(HEAP, "func internal_weak_runtime_makeStrongFromWeak(",
                            "guestMakeStrongFromWeak"),
                    new Rename(HEAP, "func runtime_debug_freeOSMemory(", "guestFreeOSMemory"),
                    new Rename(STATS, "func readmemstats_m(", "guestReadmemstats"),
                    new Rename(STATS, "func (m *consistentHeapStats) read(", "guestRead"),
                    new Rename(STATS, "func (m *consistentHeapStats) unsafeRead(",
                            "guestUnsafeRead"),
                    new Rename("runtime/metrics.go", "func (a *sysStatsAggregate) compute(",
                            "guestCompute"),
                    new Rename(PACER, "func gcControllerCommit(", "guestGcControllerCommit"),
                    new Rename(PACER, "func (c *gcControllerState) heapGoal(",
                            "guestHeapGoal"),
                    new Rename("runtime/arena.go", "func newUserArenaChunk(",
                            "guestNewUserArenaChunk"),
                    new Rename("runtime/heapdump.go", "func runtime_debug_WriteHeapDump(",
                            "guestWriteHeapDump")),
            List.of("nosizespecializedmalloc"));
}
