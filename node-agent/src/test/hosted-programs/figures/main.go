// Go's own figures of its memory, and its knobs.
package main

import (
	"bytes"
	"math"
	"os"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"example.com/hosted/check"
)

var kept []any

func main() {
	began := time.Now()
	memStats(began)
	classes()
	allMetrics()
	percent()
	limit()
	stats()
	knobs()
	stackText()
	garbageDoesNotFill()
	check.Done()
}

func read() *runtime.MemStats {
	m := new(runtime.MemStats)
	runtime.ReadMemStats(m)
	return m
}

func memStats(began time.Time) {
	keep(1000, 100)
	before := read()
	runtime.GC()
	m := read()
	check.Equal("Alloc is HeapAlloc", m.Alloc, m.HeapAlloc)
	check.Equal("Mallocs less Frees is HeapObjects", m.Mallocs-m.Frees, m.HeapObjects)
	check.Equal("Sys is the sum", m.Sys, m.HeapSys+m.StackSys+m.MSpanSys+m.MCacheSys+m.BuckHashSys+m.GCSys+m.OtherSys)
	check.Equal("HeapSys is idle and in use", m.HeapSys, m.HeapIdle+m.HeapInuse)
	check.That("objects are in spans", m.HeapAlloc <= m.HeapInuse && m.HeapAlloc > 100_000, m.HeapAlloc, m.HeapInuse)
	check.That("what is released is idle", m.HeapReleased <= m.HeapIdle, m.HeapReleased, m.HeapIdle)
	check.That("TotalAlloc counts all", m.TotalAlloc >= m.HeapAlloc && m.TotalAlloc >= before.TotalAlloc)
	check.That("stacks are counted", m.StackInuse > 0 && m.StackSys >= m.StackInuse, m.StackInuse, m.StackSys)
	check.Equal("NumGC counts", m.NumGC, before.NumGC+1)
	check.Equal("NumForcedGC too", m.NumForcedGC, before.NumForcedGC+1)
	check.That("NextGC is above the heap", m.NextGC >= 1<<20 && m.NextGC > m.HeapAlloc/2, m.NextGC)
	last := time.Unix(0, int64(m.LastGC))
	check.That("LastGC is just now", !last.Before(began) && !last.After(time.Now()), last)
	pause := m.PauseNs[(m.NumGC+255)%256]
	check.That("the last pause has a length", pause > 0 && pause < 1e9, pause)
	check.Equal("and is in the sum", m.PauseTotalNs-before.PauseTotalNs, pause)
	check.That("it ended at LastGC", int64(m.PauseEnd[(m.NumGC+255)%256]-m.LastGC) >= 0, m.PauseEnd[(m.NumGC+255)%256], m.LastGC)
	check.That("the collector's share is one", m.GCCPUFraction >= 0 && m.GCCPUFraction <= 1, m.GCCPUFraction)
	check.That("it is on", m.EnableGC && !m.DebugGC)
	check.Equal("Lookups is of old", m.Lookups, 0)
	check.That("books take memory", m.GCSys > 0 && m.OtherSys > 0, m.GCSys, m.OtherSys)
	kept = nil
}

//go:noinline
func keep(count, size int) {
	for range count {
		kept = append(kept, make([]byte, size))
	}
}

type sized struct{ words [6]uint64 }

type pointing struct {
	next  *pointing
	words [5]uint64
}

func classes() {
	runtime.GC()
	before := read()
	var noscan []*sized
	var scan *pointing
	for range 1000 {
		noscan = append(noscan, new(sized))
		scan = &pointing{next: scan}
	}
	var large [][]byte
	for range 10 {
		large = append(large, make([]byte, 100_000))
	}
	m := read()
	at := slices.IndexFunc(m.BySize[:], func(b struct {
		Size    uint32
		Mallocs uint64
		Frees   uint64
	}) bool {
		return b.Size == 48
	})
	check.Equal("the class of 48 bytes", at, 5)
	made := m.BySize[at].Mallocs - before.BySize[at].Mallocs
	check.That("counts its objects", made >= 2000 && made < 2100, made)
	check.That("Mallocs counts them", m.Mallocs-before.Mallocs >= 2010 && m.Mallocs-before.Mallocs < 2200)
	bytes := m.TotalAlloc - before.TotalAlloc
	check.That("TotalAlloc counts their bytes", bytes >= 96_000+10*106_496 && bytes < 96_000+10*106_496+60_000, bytes)
	check.Equal("a heap grows by what is allocated", m.HeapAlloc-before.HeapAlloc, bytes)
	runtime.KeepAlive(noscan)
	runtime.KeepAlive(scan)
	runtime.KeepAlive(large)
	noscan, scan, large = nil, nil, nil
	runtime.GC()
	after := read()
	freed := after.BySize[at].Frees - m.BySize[at].Frees
	check.That("frees are counted", freed >= 2000 && freed < 2100, freed)
	check.That("in bytes too", m.HeapAlloc-after.HeapAlloc >= 96_000+10*106_496, m.HeapAlloc-after.HeapAlloc)
	check.That("what is gone is as what came", diff(after.HeapAlloc, before.HeapAlloc) < 60_000, after.HeapAlloc, before.HeapAlloc)
	sum := uint64(0)
	for i, b := range after.BySize {
		if i > 0 && b.Size <= after.BySize[i-1].Size || b.Frees > b.Mallocs {
			check.That("classes ascend", false, i, b)
		}
		sum += (b.Mallocs - b.Frees)
	}
	check.That("no class has more than the heap", sum <= after.HeapObjects, sum, after.HeapObjects)
	tiny := read()
	for range 64 {
		kept = append(kept, newTiny())
	}
	m = read()
	check.That("tiny objects are Mallocs", m.Mallocs-tiny.Mallocs >= 64 && m.Mallocs-tiny.Mallocs < 90, m.Mallocs-tiny.Mallocs)
	check.That("of few bytes", m.TotalAlloc-tiny.TotalAlloc < 8192, m.TotalAlloc-tiny.TotalAlloc)
	kept = nil
}

//go:noinline
func newTiny() *uint16 { return new(uint16) }

func diff(a, b uint64) uint64 { return max(a, b) - min(a, b) }

func percent() {
	check.Equal("GOGC is what it was", debug.SetGCPercent(-1), 100)
	before := read()
	check.Churn(16 << 20)
	m := read()
	check.Equal("with GOGC off nothing is collected", m.NumGC, before.NumGC)
	check.That("and all is there", m.HeapAlloc-before.HeapAlloc > 15<<20, m.HeapAlloc-before.HeapAlloc)
	check.Equal("off is what it was", debug.SetGCPercent(50), -1)
	check.Churn(16 << 20)
	check.That("now it is", read().NumGC > before.NumGC)
	at50 := collections(16 << 20)
	debug.SetGCPercent(200)
	at200 := collections(16 << 20)
	check.That("less GOGC means more collections", at50 > at200, at50, at200)
	check.Equal("GOGC is what it was set to", debug.SetGCPercent(100), 200)
}

func collections(bytes int) int {
	runtime.GC()
	before := read().NumGC
	check.Churn(bytes)
	return int(read().NumGC - before)
}

func limit() {
	check.Equal("there is no limit", debug.SetMemoryLimit(-1), math.MaxInt64)
	debug.SetGCPercent(-1)
	runtime.GC()
	m := read()
	debug.SetMemoryLimit(int64(m.Sys-m.HeapReleased) + 2<<20)
	check.That("near the limit it collects", collections(24<<20) > 0)
	after := read()
	check.That("and stays near it", after.Sys-after.HeapReleased < m.Sys-m.HeapReleased+8<<20, after.Sys-after.HeapReleased, m.Sys-m.HeapReleased)
	debug.SetMemoryLimit(math.MaxInt64)
	debug.SetGCPercent(100)
}

func stats() {
	runtime.GC()
	var s debug.GCStats
	s.PauseQuantiles = make([]time.Duration, 5)
	debug.ReadGCStats(&s)
	m := read()
	check.Equal("GCStats and MemStats count the same", s.NumGC, int64(m.NumGC))
	check.Equal("and the same pauses", uint64(s.PauseTotal), m.PauseTotalNs)
	check.Equal("one for each", len(s.Pause), min(int(m.NumGC), 256))
	check.Equal("the last one first", uint64(s.Pause[0]), m.PauseNs[(m.NumGC+255)%256])
	check.Equal("it ended when", s.LastGC.UnixNano(), int64(m.LastGC))
	check.That("quantiles ascend", slices.IsSorted(s.PauseQuantiles) && s.PauseQuantiles[4] > 0, s.PauseQuantiles)
}

func knobs() {
	check.Equal("the largest stack", debug.SetMaxStack(64<<20), 1_000_000_000)
	check.Equal("is what it was set to", debug.SetMaxStack(1_000_000_000), 64<<20)
	check.Equal("the most threads", debug.SetMaxThreads(5000), 10_000)
	check.Equal("no panic on faults", debug.SetPanicOnFault(true), false)
	check.Equal("unless it was set", debug.SetPanicOnFault(false), true)
	keep(100, 100_000)
	kept = nil
	before := read()
	debug.FreeOSMemory()
	m := read()
	check.Equal("FreeOSMemory collects", m.NumForcedGC, before.NumForcedGC+1)
	check.That("and frees", before.HeapAlloc-m.HeapAlloc >= 10_000_000, before.HeapAlloc-m.HeapAlloc)
}

//go:noinline
func innermost() []byte { return debug.Stack() }

func stackText() {
	text := string(innermost())
	check.That("a stack has its functions", strings.Contains(text, "main.innermost") &&
		strings.Contains(text, "main.stackText") && strings.Contains(text, "goroutine 1 [running]"), text)
	all := make([]byte, 1<<16)
	all = all[:runtime.Stack(all, true)]
	check.That("so has the stack of all", bytes.Contains(all, []byte("main.main")))
}

// garbageDoesNotFill allocates more than a board's RAM while nothing starts a collection by itself.
func garbageDoesNotFill() {
	if os.Getenv("BOARD_RAM") == "" {
		check.That("garbage does not fill memory", true)
		return
	}
	debug.SetGCPercent(-1)
	check.Churn(256 << 20)
	for range 100 {
		kept = append(kept[:0], make([]byte, 8<<20))
	}
	debug.SetGCPercent(100)
	check.That("garbage does not fill memory", true)
}
