package irq

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// Event is an interrupt that has come.
type Event struct {
	Line Line
	At   time.Time // when the notifier acknowledged it
}

// Notifier sends a line's interrupts to a channel.
type Notifier struct {
	// C delivers the events. It is closed after Stop.
	C <-chan Event

	cancel  context.CancelFunc
	stopped sync.WaitGroup
	dropped atomic.Uint64
}

// maxBuffer bounds the memory that a notifier may hold.
const maxBuffer = 1 << 16

// Notify sends an event for each interrupt of the line to a channel with room for so many, 1 to
// 65,536. When it is full the newest event is dropped, and counted.
//
// A device that asserts its line until it is quietened needs quieten, which is called before each
// event is sent, in the notifier's goroutine; nil is for lines that only pulse.
func (l Line) Notify(buffer int, quieten func()) *Notifier {
	l.check()
	if buffer < 1 || buffer > maxBuffer {
		panic(fmt.Sprintf("irq: wanted a buffer of 1 to %d events for %v, got %d",
			maxBuffer, l, buffer))
	}
	ctx, cancel := context.WithCancel(context.Background())
	events := make(chan Event, buffer)
	n := &Notifier{C: events, cancel: cancel}
	n.stopped.Add(1)
	go func() {
		defer n.stopped.Done()
		defer close(events)
		for l.Wait(ctx) == nil {
			at := time.Now()
			if quieten != nil {
				quieten()
			}
			select {
			case events <- Event{l, at}:
			default:
				n.dropped.Add(1)
			}
		}
	}()
	return n
}

// Dropped tells how many events found the channel full.
func (n *Notifier) Dropped() uint64 { return n.dropped.Load() }

// Stop ends the notifications; when it returns, C is closed and the line is nobody's any more.
func (n *Notifier) Stop() {
	n.cancel()
	n.stopped.Wait()
}
