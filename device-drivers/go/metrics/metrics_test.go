package metrics

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestEveryDurationIsInABucketThatEndsNotFarAboveIt(t *testing.T) {
	last := -1
	for n := uint64(0); n < math.MaxInt64/2; n += n/7 + 1 {
		b := bucket(n)
		if b < last || b >= buckets {
			t.Fatalf("%d is in bucket %d, after %d", n, b, last)
		}
		if up := upper(b); up < n || up > n+n/8+1 {
			t.Fatalf("bucket %d of %d ends at %d", b, n, up)
		}
		if b > 0 && upper(b-1) >= n {
			t.Fatalf("%d is also in bucket %d", n, b-1)
		}
		last = b
	}
	if b := bucket(math.MaxInt64); b >= buckets {
		t.Fatalf("the longest duration is in bucket %d of %d", b, buckets)
	}
}

func TestAHistogramTellsQuantilesMeanAndTheExactMaximum(t *testing.T) {
	var h Histogram
	for i := 1; i <= 1000; i++ {
		h.Observe(time.Duration(i) * time.Microsecond)
	}
	h.Observe(-time.Second)
	if h.Count() != 1001 || h.Max() != time.Millisecond || h.Quantile(1) != h.Max() {
		t.Errorf("count %d, max %v, all %v", h.Count(), h.Max(), h.Quantile(1))
	}
	for _, c := range []struct {
		share float64
		want  time.Duration
	}{{0.5, 500 * time.Microsecond}, {0.99, 990 * time.Microsecond}} {
		if got := h.Quantile(c.share); got < c.want || got > c.want*9/8 {
			t.Errorf("quantile %v is %v, want %v or a little more", c.share, got, c.want)
		}
	}
	if mean := h.Mean(); mean < 499*time.Microsecond || mean > 501*time.Microsecond {
		t.Errorf("mean %v", mean)
	}
	var empty Histogram
	if empty.Quantile(0.5) != 0 || empty.Mean() != 0 {
		t.Error("an empty histogram tells figures")
	}
}

func TestFiguresAreWrittenALineEach(t *testing.T) {
	var text strings.Builder
	var c Counter
	c.Add(3)
	if err := Write(&text, "samples", &c); err != nil {
		t.Fatal(err)
	}
	if err := Write(&text, "period_ns", time.Microsecond); err != nil {
		t.Fatal(err)
	}
	if got := text.String(); got != "samples 3\nperiod_ns 1000\n" {
		t.Errorf("wrote %q", got)
	}
	if err := Write(&text, "x", "text"); err == nil || !strings.Contains(err.Error(), "got string") {
		t.Errorf("got %v", err)
	}
	heap := ReadHeap()
	if heap.Mallocs == 0 || heap.Sys == 0 || heap.Live == 0 {
		t.Errorf("got %+v", heap)
	}
}

func TestCountingAllocatesNothing(t *testing.T) {
	var h Histogram
	start := time.Now()
	if n := testing.AllocsPerRun(100, func() { h.Since(start) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
