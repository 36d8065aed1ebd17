//go:build wasip1

package runtime

import (
	"internal/abi"
	"internal/runtime/sys"
	"unsafe"
)

// When nothing can run, the scheduler resumes a goroutine of the runtime's own, which tells the
// board what to wait for and leaves WebAssembly altogether: no frame stays on the host's stack.
// Its place to go on is on its Go stack, in linear memory. The board comes back by calling the
// same loop that _start runs, wasm_pc_f_loop, whose place in the function table it was told.
//
// Being a function of package runtime's that is not exported, it is a system goroutine: it
// counts neither for NumGoroutine nor for the deadlock check.

var (
	boardIdler *g

	boardArmed []*pollDesc // those whose user field has a bit set

	boardDeadline int64
	boardConsole  uint32
)

const (
	boardReads  = 1
	boardWrites = 2
)

func init() {
	go boardIdlerLoop()
}

func boardIdlerLoop() {
	boardIdler = getg()
	resume := uint32(abi.FuncPCABI0(wasm_pc_f_loop) >> 16)
	for {
		gopark(nil, nil, waitReasonZero, traceBlockSystemGoroutine, 1)
		start := nanotime()
		boardIdle(boardDeadline, boardWaiting, boardConsole, resume)
		boardLeave()
		sched.idleTime.Add(nanotime() - start)
		boardResumed()
	}
}

// boardLeave returns only when the board has come back. The host then finds its caller's
// program counter right below the stack pointer, as if boardLeave had just returned. Nothing may
// run between boardIdle and pause, so it has no prologue, at which it could be preempted.
//
//go:noinline
//go:nosplit
func boardLeave() {
	pause(sys.GetCallerSP() - 8)
}

//go:linkname wasm_pc_f_loop wasm_pc_f_loop
func wasm_pc_f_loop()

// beforeIdle is called by the scheduler when it has found nothing to run.
//
//go:yeswritebarrierrec
func beforeIdle(now, pollUntil int64) (*g, bool) {
	if gp := boardIrqPoll(true); gp != nil {
		return gp, false
	}
	// A descriptor whose reader gave up at its deadline is still armed.
	boardConsole = 0
	if netpollWaiters.Load() > 0 {
		for _, pd := range boardArmed {
			if pd.fd != 0 || pd.user&boardWrites != 0 {
				return nil, true // netpoll finds it ready
			}
			boardConsole = 1
		}
	}
	boardDeadline = -1
	if pollUntil != 0 {
		boardDeadline = pollUntil
	}
	wakes := pollUntil != 0 || boardConsole != 0 || boardWaiting&boardIrqEnabled() != 0
	if !wakes {
		// Nothing can come. Without anybody who waits for input or output, the scheduler
		// goes on to its check for deadlocks.
		netpollWaiters.Store(0)
		return nil, false
	}
	if islibrary || boardIdler == nil {
		// Somebody called an exported function and waits for it to return.
		boardIdle(boardDeadline, boardWaiting, boardConsole, 0)
		return nil, true
	}
	return boardIdler, false
}

func netpollinit() {}

func netpollIsPollDescriptor(fd uintptr) bool {
	return false
}

func netpollopen(fd uintptr, pd *pollDesc) int32 {
	pd.user = 0
	return 0
}

// boardArmed is the scheduler's, too: what changes it must not be preempted.

func netpollclose(fd uintptr) int32 {
	mp := acquirem()
	kept := 0
	for _, pd := range boardArmed {
		if pd.fd != fd {
			boardArmed[kept] = pd
			kept++
		}
	}
	boardArmed = boardArmed[:kept]
	releasem(mp)
	return 0
}

func netpollarm(pd *pollDesc, mode int) {
	mp := acquirem()
	armed := pd.user != 0
	if mode == 'r' {
		pd.user |= boardReads
	} else {
		pd.user |= boardWrites
	}
	if !armed {
		boardArmed = append(boardArmed, pd)
	}
	releasem(mp)
}

func netpollBreak() {}

// netpoll looks once and never waits: to wait is the idle goroutine's. Descriptor 0 is the
// console and readable when it has bytes; everything else never blocks.
func netpoll(delay int64) (gList, int32) {
	var toRun gList
	delta := int32(0)
	kept := 0
	for _, pd := range boardArmed {
		mode := int32(0)
		if pd.user&boardReads != 0 && (pd.fd != 0 || boardConsoleReady() != 0) {
			mode += 'r'
			pd.user &^= boardReads
		}
		if pd.user&boardWrites != 0 {
			mode += 'w'
			pd.user &^= boardWrites
		}
		if pd.user != 0 {
			boardArmed[kept] = pd
			kept++
		}
		if mode != 0 {
			delta += netpollready(&toRun, pd, mode)
		}
	}
	boardArmed = boardArmed[:kept]
	return toRun, delta
}

// A note that somebody sleeps on holds that goroutine's address.
const boardNoteWoken = 1

func notewakeup(n *note) {
	switch n.key {
	case 0:
		n.key = boardNoteWoken
	case boardNoteWoken:
		throw("notewakeup - double wakeup")
	default:
		gp := (*g)(unsafe.Pointer(n.key))
		n.key = boardNoteWoken
		goready(gp, 1)
	}
}

func notetsleepg(n *note, ns int64) bool {
	gp := getg()
	if gp == gp.m.g0 {
		throw("notetsleepg on g0")
	}
	if ns < 0 {
		if n.key != boardNoteWoken {
			n.key = uintptr(unsafe.Pointer(gp))
			gopark(nil, nil, waitReasonZero, traceBlockGeneric, 1)
		}
		return true
	}
	for deadline := nanotime() + ns; n.key != boardNoteWoken; {
		left := deadline - nanotime()
		if left <= 0 {
			return false
		}
		timeSleep(min(left, 100_000))
	}
	return true
}
