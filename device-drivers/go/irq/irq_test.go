//go:build !wasip1

package irq_test

import (
	"context"
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"hostless.dev/board/irq"
	"hostless.dev/board/mmio"
	"hostless.dev/board/mmio/mmiotest"
)

func controller(t *testing.T) *mmiotest.Controller {
	bus := new(mmiotest.Memory)
	t.Cleanup(mmio.Install(bus))
	return bus.Controller()
}

func TestALineThatIsPendingEndsAWaitAtOnceAndIsAcknowledged(t *testing.T) {
	lines := controller(t)
	lines.Pulse(7)
	lines.Pulse(8)
	if err := irq.Line(7).Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	if irq.Line(7).Pending() || !irq.Line(8).Pending() {
		t.Error("the line that nobody waited for was taken, or the other one was not")
	}
}

func TestAllThatWaitForALineAreWoken(t *testing.T) {
	lines := controller(t)
	var group sync.WaitGroup
	for i := 0; i < 3; i++ {
		group.Add(1)
		go func() {
			defer group.Done()
			if err := irq.Line(7).Wait(context.Background()); err != nil {
				t.Error(err)
			}
		}()
	}
	time.Sleep(5 * irq.PollInterval)
	lines.Pulse(7)
	group.Wait()
}

func TestAWaitEndsWithItsContext(t *testing.T) {
	lines := controller(t)
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(time.Millisecond, cancel)
	if err := irq.Line(7).Wait(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if err := irq.Line(7).WaitFor(time.Millisecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if err := irq.Line(7).WaitFor(0); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	lines.Pulse(7)
	if err := irq.Line(7).Wait(ctx); !errors.Is(err, context.Canceled) || !irq.Line(7).Pending() {
		t.Errorf("got %v; a wait that does not begin must leave the line pending", err)
	}
	if err := irq.Line(7).WaitFor(0); err != nil {
		t.Error(err)
	}
}

// A bus that is gone would end the whole process.
func TestOnceTheLastWaitIsOverNobodyLooksAtTheBus(t *testing.T) {
	restore := mmio.Install(new(mmiotest.Memory))
	if err := irq.Line(7).WaitFor(time.Nanosecond); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	restore()
	time.Sleep(5 * irq.PollInterval)
}

func TestADisabledLineDoesNotInterrupt(t *testing.T) {
	lines := controller(t)
	irq.Line(7).Disable()
	lines.Pulse(7)
	if err := irq.Line(7).WaitFor(3 * irq.PollInterval); err == nil {
		t.Error("a disabled line ended a wait")
	}
	irq.Line(7).Enable()
	if err := irq.Line(7).WaitFor(time.Minute); err != nil {
		t.Error(err)
	}
}

func TestANotifierQuietensTheDeviceAndCountsWhatItDrops(t *testing.T) {
	lines := controller(t)
	quietened := make(chan struct{}, 10)
	n := irq.Line(3).Notify(2, func() {
		lines.Assert(3, false)
		quietened <- struct{}{}
	})
	for i := 0; i < 5; i++ {
		lines.Assert(3, true)
		<-quietened
	}
	n.Stop()
	got := 0
	for event := range n.C {
		if event.Line != irq.GPIO0 || event.At.IsZero() {
			t.Errorf("got %v", event)
		}
		got++
	}
	if got != 2 || n.Dropped() != 3 {
		t.Errorf("got %d events and dropped %d, want 2 and 3", got, n.Dropped())
	}
}

func TestPrioritiesAreFourBitsEach(t *testing.T) {
	bus := new(mmiotest.Memory)
	defer mmio.Install(bus)()
	if err := irq.Line(5).SetPriority(9); err != nil {
		t.Fatal(err)
	}
	if err := irq.Line(6).SetPriority(15); err != nil {
		t.Fatal(err)
	}
	if got := bus.Get(0xe000_e404); got != 0x00f0_9000 {
		t.Errorf("IPR1 is %#x", got)
	}
	if got := irq.Line(5).Priority(); got != 9 {
		t.Errorf("read back %d", got)
	}
	if err := irq.Line(5).SetPriority(16); err == nil {
		t.Error("16 was taken for a priority")
	}
}

func TestNamesAndSets(t *testing.T) {
	if got := irq.TIMER1.String() + irq.Line(31).String(); got != "timer131" {
		t.Errorf("got %q", got)
	}
	s := irq.SetOf(irq.RTC, 31)
	if s != 1<<31|2 || !s.Has(31) || s.Has(2) || s.Has(200) {
		t.Errorf("got %#x", s)
	}
}
