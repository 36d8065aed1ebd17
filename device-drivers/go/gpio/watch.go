package gpio

import (
	"context"
	"fmt"
	"math/bits"
	"sync/atomic"
	"time"

	"hostless.dev/board/irq"
)

// Edge is a change of a pin's level, or a set of them.
type Edge uint8

const (
	Rising  Edge = 1
	Falling Edge = 2
	Both         = Rising | Falling
)

// Event is an edge that was seen.
type Event struct {
	Pin  Pin
	Edge Edge // Both when the pin changed twice before anybody looked
	At   time.Time
}

// Watcher sends a pin's edges to a channel.
type Watcher struct {
	// C delivers the edges.
	C <-chan Event

	events  chan Event
	pin     Pin
	edges   Edge
	dropped atomic.Uint64
}

const maxBuffer = 1 << 16

// watching has the one watcher that a pin may have; registers guards it.
var watching struct {
	pins [Pins]*Watcher
	stop context.CancelFunc // of the goroutine that reads the pins
	set  uint32
}

// Watch sends the pin's edges, from now on, to a channel with room for so many, 1 to 65,536. When
// it is full the newest is dropped, and counted. It is an error to watch a pin twice.
func (p Pin) Watch(edges Edge, buffer int) (*Watcher, error) {
	bit := p.bit()
	if edges == 0 || edges&^Both != 0 || buffer < 1 || buffer > maxBuffer {
		return nil, fmt.Errorf("gpio: wanted edges and a buffer of 1 to %d for pin %d, got %d and %d",
			maxBuffer, p, edges, buffer)
	}
	registers.Lock()
	defer registers.Unlock()
	if watching.pins[p] != nil {
		return nil, fmt.Errorf("gpio: pin %d is watched already", p)
	}
	events := make(chan Event, buffer)
	w := &Watcher{C: events, events: events, pin: p, edges: edges}
	watching.pins[p] = w
	watching.set |= bit
	risePending.Store(bit)
	fallPending.Store(bit)
	put(riseEnable, bit, edges&Rising != 0)
	put(fallEnable, bit, edges&Falling != 0)
	if watching.stop == nil {
		ctx, stop := context.WithCancel(context.Background())
		watching.stop = stop
		go watch(ctx)
	}
	return w, nil
}

// Wait takes one edge from the channel.
func (w *Watcher) Wait(ctx context.Context) (Event, error) {
	select {
	case event, open := <-w.C:
		if !open {
			return Event{}, fmt.Errorf("gpio: pin %d is no longer watched", w.pin)
		}
		return event, nil
	case <-ctx.Done():
		return Event{}, ctx.Err()
	}
}

// Dropped tells how many edges found the channel full.
func (w *Watcher) Dropped() uint64 { return w.dropped.Load() }

// Stop ends the watch and closes the channel. It may be called more than once.
func (w *Watcher) Stop() {
	bit := w.pin.bit()
	registers.Lock()
	defer registers.Unlock()
	if watching.pins[w.pin] != w {
		return
	}
	put(riseEnable, bit, false)
	put(fallEnable, bit, false)
	watching.pins[w.pin] = nil
	watching.set &^= bit
	close(w.events)
	if watching.set == 0 {
		watching.stop()
		watching.stop = nil
	}
}

// watch reads the pins for all watchers, since they share one line.
func watch(ctx context.Context) {
	for irq.GPIO0.Wait(ctx) == nil {
		registers.Lock()
		if ctx.Err() == nil {
			tell(time.Now())
		}
		registers.Unlock()
	}
}

func tell(at time.Time) {
	rose := risePending.Load() & riseEnable.Load() & watching.set
	fell := fallPending.Load() & fallEnable.Load() & watching.set
	risePending.Store(rose)
	fallPending.Store(fell)
	for rest := rose | fell; rest != 0; rest &= rest - 1 {
		pin := Pin(bits.TrailingZeros32(rest))
		event := Event{Pin: pin, At: at}
		if rose&(1<<pin) != 0 {
			event.Edge |= Rising
		}
		if fell&(1<<pin) != 0 {
			event.Edge |= Falling
		}
		w := watching.pins[pin]
		select {
		case w.events <- event:
		default:
			w.dropped.Add(1)
		}
	}
}
