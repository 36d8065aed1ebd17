//go:build wasip1

package irq_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"hostless.dev/board/irq"
)

// Lines that belong to no device.
const (
	free  irq.Line = 20
	other irq.Line = 21
)

func TestOnABoardAGoroutineWaitsAndTheOthersRun(t *testing.T) {
	var woken atomic.Int32
	var group sync.WaitGroup
	for i := 0; i < 3; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			if err := free.Wait(context.Background()); err != nil {
				t.Error(err)
			}
			woken.Add(1)
		}()
	}
	time.Sleep(10 * time.Millisecond)
	if woken.Load() != 0 {
		t.Error("woken without an interrupt")
	}
	free.Pend()
	group.Wait()
	if free.Pending() {
		t.Error("the line was not acknowledged")
	}
}

func TestOnABoardALineThatNobodyWaitsForStaysPending(t *testing.T) {
	other.Pend()
	free.Pend()
	if err := free.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	time.Sleep(10 * time.Millisecond)
	if !other.Pending() {
		t.Error("the other line was taken")
	}
	if irq.Take(irq.SetOf(free, other)) != irq.SetOf(other) {
		t.Error("Take did not find it")
	}
}

func TestOnABoardAWaitCanBeGivenUp(t *testing.T) {
	if err := free.WaitFor(time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(time.Millisecond, cancel)
	if err := free.Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	free.Pend()
	if err := free.WaitFor(time.Second); err != nil {
		t.Errorf("an earlier wait that was given up took the interrupt: %v", err)
	}
}

func TestOnABoardEveryPulseThatIsAwaitedComesThrough(t *testing.T) {
	n := free.Notify(64, nil)
	for i := 0; i < 50; i++ {
		free.Pend()
		for free.Pending() {
			runtime.Gosched()
			time.Sleep(100 * time.Microsecond)
		}
	}
	n.Stop()
	got := 0
	for range n.C {
		got++
	}
	if got != 50 || n.Dropped() != 0 {
		t.Errorf("got %d, dropped %d", got, n.Dropped())
	}
}
