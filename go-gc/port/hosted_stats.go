// Go's own figures of its memory, for a heap that the node has: what
// ReadMemStats, runtime/metrics and runtime/debug read is completed here.

package runtime

import (
	"internal/goexperiment"
	"internal/runtime/gc"
	"unsafe"
)

// hostedFigures is filled in by the node; sizes in bytes.
type hostedFigures struct {
	heapSys      uint64 // pages that the heap ever took
	heapInUse    uint64 // pages in spans
	heapReleased uint64 // free pages that were given back
	heapLive     uint64 // allocated objects, swept or not
	heapMarked   uint64 // by the last cycle
	heapGoal     uint64
	trigger      uint64
	heapScan     uint64 // of the live objects, what a marking reads
	stackScan    uint64
	globalsScan  uint64
	metadata     uint64 // the node's own books
	gcCycles     uint64
	assistNanos  uint64 // time of the last cycle, in board time
	markNanos    uint64
	idleNanos    uint64
	tinyAllocs   uint64
	largeAlloc   uint64
	largeAllocs  uint64
	largeFree    uint64
	largeFrees   uint64
	smallAllocs  [gc.NumSizeClasses]uint64
	smallFrees   [gc.NumSizeClasses]uint64
}

//go:wasmimport gogc figures
//go:noescape
func gogcFigures(figures unsafe.Pointer, bytes uint32)

// gogcTune passes on GOGC, in percent and -1 for off, and the memory limit.
//
//go:wasmimport gogc tune
//go:noescape
func gogcTune(percent int32, limitBytes int64)

// gogcRelease gives free pages back to the board.
//
//go:wasmimport gogc release
//go:noescape
func gogcRelease()

var hostedFiguresBuffer hostedFigures

// hostedFiguresHeld keeps the figures as they are: between two questions the node may
// sweep.
var hostedFiguresHeld bool

func hostedStats() *hostedFigures {
	if hostedReady && !hostedFiguresHeld {
		gogcFigures(unsafe.Pointer(&hostedFiguresBuffer), uint32(unsafe.Sizeof(hostedFiguresBuffer)))
	}
	return &hostedFiguresBuffer
}

// hostedTune tells the node GOGC and the memory limit.
func hostedTune() {
	gogcTune(gcController.gcPercent.Load(), gcController.memoryLimit.Load())
}

// gcinit reads GOGC and GOMEMLIMIT, after the first objects.
func gcinit() {
	guestGcinit()
	hostedTune()
	hostedPlain = !debug.malloc && !goexperiment.RuntimeSecret
}

// gcControllerCommit is where Go makes a new GOGC or memory limit effective.
func gcControllerCommit() {
	guestGcControllerCommit()
	if hostedReady {
		hostedTune()
	}
}

func (c *gcControllerState) heapGoal() uint64 {
	if hostedReady && c == &gcController {
		return hostedStats().heapGoal
	}
	return c.guestHeapGoal()
}

// hostedAddTo adds the node's objects to the guest's own memory.
func hostedAddTo(d *heapStatsDelta) {
	f := hostedStats()
	d.committed += int64(f.heapSys - f.heapReleased)
	d.released += int64(f.heapReleased)
	d.inHeap += int64(f.heapInUse)
	d.tinyAllocCount += f.tinyAllocs
	d.largeAlloc += f.largeAlloc
	d.largeAllocCount += f.largeAllocs
	d.largeFree += f.largeFree
	d.largeFreeCount += f.largeFrees
	for i := range d.smallAllocCount {
		d.smallAllocCount[i] += f.smallAllocs[i]
		d.smallFreeCount[i] += f.smallFrees[i]
	}
}

func (m *consistentHeapStats) read(out *heapStatsDelta) {
	m.guestRead(out)
	hostedAddTo(out)
}

func (m *consistentHeapStats) unsafeRead(out *heapStatsDelta) {
	m.guestUnsafeRead(out)
	hostedAddTo(out)
}

// compute is of runtime/metrics.
func (a *sysStatsAggregate) compute() {
	a.guestCompute()
	a.gcMiscSys += hostedStats().metadata
}

// readmemstats_m lends Go's own account the node's figures, so that both it
// and its double check see one heap.
func readmemstats_m(stats *MemStats) {
	f := hostedStats()
	free := f.heapSys - f.heapInUse - f.heapReleased
	allocated, freed := f.largeAlloc, f.largeFree
	for i, size := range gc.SizeClassToSize {
		allocated += f.smallAllocs[i] * uint64(size)
		freed += f.smallFrees[i] * uint64(size)
	}
	hostedFiguresHeld = true
	hostedLend(f, free, allocated, freed, 1)
	guestReadmemstats(stats)
	hostedLend(f, free, allocated, freed, -1)
	hostedFiguresHeld = false
}

func hostedLend(f *hostedFigures, free, allocated, freed uint64, sign int64) {
	gcController.heapInUse.add(sign * int64(f.heapInUse))
	gcController.heapFree.add(sign * int64(free))
	gcController.heapReleased.add(sign * int64(f.heapReleased))
	gcController.totalAlloc.Add(sign * int64(allocated))
	gcController.totalFree.Add(sign * int64(freed))
	memstats.gcMiscSys.add(sign * int64(f.metadata))
	gcController.mappedReady.Add(sign * int64(f.heapInUse+free+f.metadata))
}

// hostedRecordCycle keeps the runtime's own account of collections.
func hostedRecordCycle(pauseNanos int64, forced bool) {
	f := hostedStats()
	now := nanotime()
	sec, nsec, _ := time_now()
	unixNow := sec*1e9 + int64(nsec)
	pause := uint64(pauseNanos)
	n := memstats.numgc
	memstats.last_gc_unix = uint64(unixNow)
	memstats.last_gc_nanotime = uint64(now)
	memstats.pause_ns[n%uint32(len(memstats.pause_ns))] = pause
	memstats.pause_end[n%uint32(len(memstats.pause_end))] = uint64(unixNow)
	memstats.pause_total_ns += pause
	if forced {
		memstats.numforcedgc++
	}
	memstats.numgc++
	work.cycles.Add(1)
	gcController.heapMarked = f.heapMarked
	gcController.heapScan.Store(f.heapScan)
	gcController.lastStackScan.Store(f.stackScan)
	gcController.globalsScan.Store(f.globalsScan)
	gcController.lastHeapGoal = f.heapGoal
	gcController.assistTime.Store(int64(f.assistNanos))
	gcController.fractionalMarkTime.Store(int64(f.markNanos))
	gcController.idleMarkTime.Store(int64(f.idleNanos))
	work.cpuStats.accumulateGCPauseTime(int64(pause), 1)
	work.cpuStats.accumulate(now, true)
	sched.idleTime.Store(0)
	if total := work.cpuStats.TotalTime; total > 0 {
		memstats.gc_cpu_fraction =
			float64(work.cpuStats.GCTotalTime-work.cpuStats.GCIdleTime) / float64(total)
	}
}

// freeOSMemory is runtime/debug's.
func runtime_debug_freeOSMemory() {
	GC()
	systemstack(func() { mheap_.scavengeAll() })
	gogcRelease()
}

// A heap dump lists objects by walking the guest's spans, which hold none.
func runtime_debug_WriteHeapDump(fd uintptr) {
	panic("runtime/debug.WriteHeapDump: this heap is in the node; see the run report's heap map")
}

// newUserArenaChunk would take memory from the guest's own heap, which nobody marks.
func newUserArenaChunk() (unsafe.Pointer, *mspan) {
	panic("arena: there are none on a heap that is in the node; build with --heap guest")
}
