package main

import (
	"math"
	"runtime"
	"runtime/metrics"

	"example.com/hosted/check"
)

type samples map[string]metrics.Value

func readMetrics() samples {
	var all []metrics.Sample
	for _, d := range metrics.All() {
		all = append(all, metrics.Sample{Name: d.Name})
	}
	metrics.Read(all)
	values := samples{}
	for _, s := range all {
		values[s.Name] = s.Value
	}
	return values
}

func (s samples) near(fact, name string, wanted, tolerance uint64) {
	found := s[name].Uint64()
	check.That(fact, diff(found, wanted) <= tolerance, name, " ", found, ", wanted ", wanted)
}

func (s samples) count(name string) uint64 {
	sum := uint64(0)
	for _, n := range s[name].Float64Histogram().Counts {
		sum += n
	}
	return sum
}

// allMetrics: reading costs some objects, so figures of the heap may differ a little.
func allMetrics() {
	runtime.GC()
	readMetrics()
	m := read()
	s := readMetrics()
	for _, d := range metrics.All() {
		v := s[d.Name]
		if v.Kind() != d.Kind {
			check.That("a metric is what it should be", false, d.Name, v.Kind())
		}
		if v.Kind() == metrics.KindFloat64 && (math.IsNaN(v.Float64()) || v.Float64() < 0) {
			check.That("a metric is a number", false, d.Name, v.Float64())
		}
		if v.Kind() == metrics.KindUint64 && v.Uint64() > 1<<62 && d.Name != "/gc/gomemlimit:bytes" {
			check.That("a metric has not run over", false, d.Name, v.Uint64())
		}
	}
	check.That("there are metrics", len(s) > 80, len(s))
	const few = 40_000
	s.near("bytes allocated", "/gc/heap/allocs:bytes", m.TotalAlloc, few)
	s.near("objects allocated", "/gc/heap/allocs:objects", m.Mallocs, 400)
	s.near("bytes freed", "/gc/heap/frees:bytes", m.TotalAlloc-m.HeapAlloc, few)
	s.near("objects freed", "/gc/heap/frees:objects", m.Frees, 400)
	s.near("objects alive", "/gc/heap/objects:objects", m.HeapObjects, 400)
	s.near("collections", "/gc/cycles/total:gc-cycles", uint64(m.NumGC), 0)
	s.near("forced ones", "/gc/cycles/forced:gc-cycles", uint64(m.NumForcedGC), 0)
	s.near("others", "/gc/cycles/automatic:gc-cycles", uint64(m.NumGC-m.NumForcedGC), 0)
	s.near("the goal", "/gc/heap/goal:bytes", m.NextGC, 0)
	s.near("GOGC", "/gc/gogc:percent", 100, 0)
	s.near("GOMEMLIMIT", "/gc/gomemlimit:bytes", math.MaxInt64, 0)
	s.near("all memory", "/memory/classes/total:bytes", m.Sys, 1<<20)
	s.near("objects in memory", "/memory/classes/heap/objects:bytes", m.HeapAlloc, few)
	s.near("stacks", "/memory/classes/heap/stacks:bytes", m.StackInuse, 1<<16)
	s.near("released", "/memory/classes/heap/released:bytes", m.HeapReleased, 1<<20)
	s.near("free and released", "/memory/classes/heap/free:bytes", m.HeapIdle-m.HeapReleased, 1<<20)
	s.near("unused in spans", "/memory/classes/heap/unused:bytes", m.HeapInuse-m.HeapAlloc, 1<<17)
	live := s["/gc/heap/live:bytes"].Uint64()
	check.That("what the last collection kept", live > 20_000 && live <= m.HeapAlloc+few, live, m.HeapAlloc)
	sum := uint64(0)
	for name, v := range s {
		if len(name) > 16 && name[:16] == "/memory/classes/" && name != "/memory/classes/total:bytes" {
			sum += v.Uint64()
		}
	}
	check.Equal("classes of memory make the total", sum, s["/memory/classes/total:bytes"].Uint64())
	check.Equal("scanned in all", s["/gc/scan/total:bytes"].Uint64(), s["/gc/scan/globals:bytes"].Uint64()+
		s["/gc/scan/heap:bytes"].Uint64()+s["/gc/scan/stack:bytes"].Uint64())
	check.That("globals and stacks are scanned", s["/gc/scan/globals:bytes"].Uint64() > 1000 && s["/gc/scan/stack:bytes"].Uint64() > 100,
		s["/gc/scan/globals:bytes"].Uint64(), " ", s["/gc/scan/stack:bytes"].Uint64())
	check.That("the heap is", s["/gc/scan/heap:bytes"].Uint64() > 1000, s["/gc/scan/heap:bytes"].Uint64())
	check.That("each collection has two pauses", s.count("/sched/pauses/total/gc:seconds") >= 2*uint64(m.NumGC),
		s.count("/sched/pauses/total/gc:seconds"), " ", m.NumGC)
	small := s.count("/gc/heap/allocs-by-size:bytes")
	check.Equal("allocations by size are all", small, s["/gc/heap/allocs:objects"].Uint64())
	check.Equal("frees by size are all", s.count("/gc/heap/frees-by-size:bytes"), s["/gc/heap/frees:objects"].Uint64())
	check.That("time of all is its parts'", math.Abs(s["/cpu/classes/total:cpu-seconds"].Float64()-
		s["/cpu/classes/user:cpu-seconds"].Float64()-s["/cpu/classes/idle:cpu-seconds"].Float64()-
		s["/cpu/classes/gc/total:cpu-seconds"].Float64()-s["/cpu/classes/scavenge/total:cpu-seconds"].Float64()) < 1e-6)
	gc := s["/cpu/classes/gc/total:cpu-seconds"].Float64()
	check.That("the collector takes time", gc > 0, gc)
	check.Equal("finalizers run", s["/gc/finalizers/queued:finalizers"].Uint64(), s["/gc/finalizers/executed:finalizers"].Uint64())
	check.Equal("one goroutine at least", s["/sched/goroutines:goroutines"].Uint64() >= 1, true)
}
