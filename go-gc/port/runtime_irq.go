//go:build wasip1

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

// Interrupts reach goroutines. A goroutine that waits for a line is parked; the scheduler looks at
// the lines that somebody waits for, and only at those, whenever it chooses what runs next: a line
// without a waiter stays pending in the interrupt controller, where what is coalesced is counted.
//
// While a goroutine runs the board looks, too. When a line that is waited for becomes pending it
// asks for preemption as Go itself does, by the stack guard, so that the running goroutine yields
// at its next call.

const boardLines = 32

// boardIrqWaiter is also declared in package irq, which allocates it.
type boardIrqWaiter struct {
	line  uint32
	state uint32
	gp    guintptr
	next  *boardIrqWaiter
}

const (
	boardIrqNew = iota
	boardIrqParked
	boardIrqWoken
	boardIrqCancelled
)

var (
	boardWaiters [boardLines]*boardIrqWaiter
	boardWaiting uint32 // lines that have a waiter; the board reads it

	boardIrqTurn     bool // the scheduler's last choice was a goroutine that an interrupt woke
	boardIrqAttended bool
)

// boardIrqWait waits until the waiter's line is pending and enabled and acknowledges it, or until
// the waiter is cancelled; the result tells which. All that wait for a line are woken together.
//
//go:linkname boardIrqWait hostless.dev/board/irq.portWait
func boardIrqWait(w *boardIrqWaiter) bool {
	if w.line >= boardLines {
		panic(plainError("board: no such interrupt line"))
	}
	if w.state != boardIrqNew {
		return false
	}
	if !boardIrqAttended {
		boardIrqAttended = true
		boardIrqAttend(unsafe.Pointer(&boardWaiting), unsafe.Pointer(&getg().m.curg),
			uint32(unsafe.Offsetof(g{}.stackguard0)), uint32(unsafe.Offsetof(g{}.preempt)))
	}
	gopark(boardIrqPark, unsafe.Pointer(w), waitReasonIOWait, traceBlockNet, 1)
	return w.state == boardIrqWoken
}

// boardIrqPark is called when the goroutine has stopped running: before that an interrupt must not
// find it, and its own preemption could come in between.
func boardIrqPark(gp *g, waiter unsafe.Pointer) bool {
	w := (*boardIrqWaiter)(waiter)
	if w.state != boardIrqNew {
		return false
	}
	w.gp.set(gp)
	w.state = boardIrqParked
	w.next = boardWaiters[w.line]
	boardWaiters[w.line] = w
	boardWaiting |= 1 << w.line
	return true
}

// boardIrqCancel ends a wait, whether it has begun or not.
//
//go:linkname boardIrqCancel hostless.dev/board/irq.portCancel
func boardIrqCancel(w *boardIrqWaiter) {
	parked := w.state == boardIrqParked
	if w.state != boardIrqWoken {
		w.state = boardIrqCancelled
	}
	if !parked {
		return
	}
	for link := &boardWaiters[w.line]; *link != nil; link = &(*link).next {
		if *link == w {
			*link = w.next
			break
		}
	}
	if boardWaiters[w.line] == nil {
		boardWaiting &^= 1 << w.line
	}
	goready(w.gp.ptr(), 1)
}

// findRunnable is where the scheduler looks for work, each time that it does. A goroutine that an
// interrupt has woken comes before all others, but only every other time, so that a line that
// nobody quietens does not keep everything else from running.
func findRunnable() (gp *g, inheritTime, tryWakeP bool) {
	urgent := !boardIrqTurn
	gp = boardIrqPoll(urgent)
	boardIrqTurn = gp != nil
	if gp != nil {
		trace := traceAcquire()
		casgstatus(gp, _Gwaiting, _Grunnable)
		if trace.ok() {
			trace.GoUnpark(gp, 0)
			traceRelease(trace)
		}
		return gp, false, false
	}
	return guestFindRunnable()
}

// boardIrqPoll acknowledges the pending lines that somebody waits for and makes the waiters
// runnable, but for the first, if the caller wants to run one at once.
//
//go:yeswritebarrierrec
func boardIrqPoll(wanted bool) (first *g) {
	if boardWaiting == 0 || sched.gcwaiting.Load() {
		return nil
	}
	lines := boardIrqTake(boardWaiting)
	boardWaiting &^= lines
	for ; lines != 0; lines &= lines - 1 {
		line := sys.TrailingZeros32(lines)
		w := boardWaiters[line]
		boardWaiters[line] = nil
		for w != nil {
			next := w.next
			w.next = nil
			w.state = boardIrqWoken
			if wanted && first == nil {
				first = w.gp.ptr()
			} else {
				ready(w.gp.ptr(), 1, false)
			}
			w = next
		}
	}
	return first
}
