//go:build wasip1 && hostless

package irq

// Polled tells that lines are looked at every [PollInterval], not by the scheduler: a driver that
// waits for little then does better to look at its device itself.
const Polled = false

// waiter is one wait of one goroutine. The port's runtime has the same type.
type waiter struct {
	line  uint32
	state uint32
	gp    uintptr
	next  *waiter
}

// The port's runtime defines these two by their linker names.

func portWait(w *waiter) bool

func portCancel(w *waiter)

func wait(w *waiter) bool { return portWait(w) }

func cancelWait(w *waiter) { portCancel(w) }
