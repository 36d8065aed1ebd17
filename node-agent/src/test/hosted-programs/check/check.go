// Package check counts what holds, and says what does not.
package check

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

var failed int

// One processor, as on a board.
func init() {
	runtime.GOMAXPROCS(1)
}

// That prints whether a fact holds; what was found only if it does not.
func That(fact string, holds bool, found ...any) {
	if holds {
		fmt.Println("ok   ", fact)
		return
	}
	failed++
	fmt.Println("FAIL ", fact, fmt.Sprint(found...))
}

// Equal is That for two values.
func Equal[T comparable](fact string, found, wanted T) {
	That(fact, found == wanted, "found ", found, ", wanted ", wanted)
}

// Done ends the program; with 1 if something did not hold.
func Done() {
	if failed > 0 {
		fmt.Println(failed, "failed")
		os.Exit(1)
	}
}

// Settle collects, and lets finalizers and cleanups run.
func Settle() {
	runtime.GC()
	for range 5 {
		time.Sleep(time.Millisecond)
	}
}

// Comes settles until something holds, a few times.
func Comes(holds func() bool) bool {
	for range 20 {
		if holds() {
			return true
		}
		Settle()
	}
	return holds()
}

type garbage struct {
	next *garbage
	pad  [10]uint64
}

var sink *garbage

// Churn allocates so many bytes of garbage, so that collections come and go.
func Churn(bytes int) {
	for range bytes / 88 {
		sink = &garbage{next: sink}
		if sink.next != nil {
			sink.next.next = nil
		}
	}
	sink = nil
}
