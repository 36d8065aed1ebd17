//go:build wasip1 && hostless

package irq

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
