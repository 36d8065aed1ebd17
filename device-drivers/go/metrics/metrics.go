// Package metrics measures a program on a board: how long things take, how often they happen, and
// what the heap does meanwhile. Nothing of it allocates while it counts.
package metrics

import (
	"fmt"
	"io"
	"math/bits"
	"runtime"
	"sync/atomic"
	"time"
)

// Counter counts. The zero Counter is ready to use, by any number of goroutines.
type Counter struct{ n atomic.Uint64 }

// Add adds to the counter.
func (c *Counter) Add(n uint64) { c.n.Add(n) }

// Value tells how far it has counted.
func (c *Counter) Value() uint64 { return c.n.Load() }

const (
	// Durations below 2 * subBuckets ns have a bucket each; above, each power of two has
	// subBuckets of them, so that a quantile is at most an eighth too high.
	subBuckets = 8
	buckets    = 62 * subBuckets
)

// Histogram keeps the distribution of durations. The zero Histogram is ready to use, by any number
// of goroutines; it takes 4 KiB and never more.
type Histogram struct {
	counts [buckets]atomic.Uint64
	sum    atomic.Uint64
	max    atomic.Int64
}

// Observe counts a duration; one below zero counts as zero.
func (h *Histogram) Observe(d time.Duration) {
	d = max(d, 0)
	h.counts[bucket(uint64(d))].Add(1)
	h.sum.Add(uint64(d))
	for {
		before := h.max.Load()
		if int64(d) <= before || h.max.CompareAndSwap(before, int64(d)) {
			return
		}
	}
}

// Since observes the time since a moment.
func (h *Histogram) Since(start time.Time) { h.Observe(time.Since(start)) }

func bucket(n uint64) int {
	if n < subBuckets {
		return int(n)
	}
	shift := bits.Len64(n) - 4 // n >> shift is 8 to 15
	return (shift+1)*subBuckets + int(n>>shift) - subBuckets
}

// upper is the largest duration of a bucket.
func upper(bucket int) uint64 {
	if bucket < subBuckets {
		return uint64(bucket)
	}
	shift := bucket/subBuckets - 1
	return uint64(bucket%subBuckets+subBuckets+1)<<shift - 1
}

// Count tells how many durations were observed.
func (h *Histogram) Count() uint64 {
	var n uint64
	for i := range h.counts {
		n += h.counts[i].Load()
	}
	return n
}

// Max is the longest duration, exactly.
func (h *Histogram) Max() time.Duration { return time.Duration(h.max.Load()) }

// Mean is the average, zero if there is none.
func (h *Histogram) Mean() time.Duration {
	n := h.Count()
	if n == 0 {
		return 0
	}
	return time.Duration(h.sum.Load() / n)
}

// Quantile is a duration that a share of the observed ones does not exceed: 0.99 for the 99th
// percentile. It is at most an eighth too high, and zero if there is none.
func (h *Histogram) Quantile(share float64) time.Duration {
	n := h.Count()
	if n == 0 {
		return 0
	}
	wanted := uint64(min(max(share, 0), 1) * float64(n))
	var seen uint64
	for i := range h.counts {
		seen += h.counts[i].Load()
		if seen > wanted || seen == n {
			return min(time.Duration(upper(i)), h.Max())
		}
	}
	return h.Max()
}

// Heap is what the collector tells.
type Heap struct {
	Live, Goal, Sys uint64 // bytes: in objects, when the next collection ends, from the board
	Mallocs, Frees  uint64
	Collections     uint32
	PauseMax        time.Duration // of the last 256 collections
	PauseTotal      time.Duration
}

// ReadHeap reads the figures. It stops the program for a moment.
func ReadHeap() Heap {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	h := Heap{
		Live: m.HeapAlloc, Goal: m.NextGC, Sys: m.Sys, Mallocs: m.Mallocs, Frees: m.Frees,
		Collections: m.NumGC, PauseTotal: time.Duration(m.PauseTotalNs),
	}
	for _, pause := range m.PauseNs {
		h.PauseMax = max(h.PauseMax, time.Duration(pause))
	}
	return h
}

// Write writes lines "name value" for people and for programs that read a console. A value is a
// *Counter, a *Histogram (count, mean, p50, p99 and max, in nanoseconds), a Heap, or a number.
func Write(w io.Writer, name string, value any) error {
	var err error
	line := func(suffix string, n any) {
		if err == nil {
			_, err = fmt.Fprintf(w, "%s%s %d\n", name, suffix, n)
		}
	}
	switch v := value.(type) {
	case *Counter:
		line("", v.Value())
	case *Histogram:
		line("_count", v.Count())
		line("_mean_ns", v.Mean().Nanoseconds())
		line("_p50_ns", v.Quantile(0.5).Nanoseconds())
		line("_p99_ns", v.Quantile(0.99).Nanoseconds())
		line("_max_ns", v.Max().Nanoseconds())
	case Heap:
		line("_live_bytes", v.Live)
		line("_goal_bytes", v.Goal)
		line("_sys_bytes", v.Sys)
		line("_mallocs", v.Mallocs)
		line("_frees", v.Frees)
		line("_collections", v.Collections)
		line("_pause_max_ns", v.PauseMax.Nanoseconds())
		line("_pause_total_ns", v.PauseTotal.Nanoseconds())
	case int, int64, uint32, uint64, time.Duration:
		line("", v)
	default:
		return fmt.Errorf("metrics: %s: wanted a counter, histogram, heap or number, got %T",
			name, value)
	}
	return err
}
