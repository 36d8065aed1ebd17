//go:build !wasip1

package mmio

import (
	"fmt"
	"sync/atomic"
)

var installed atomic.Pointer[Bus]

// Install puts a bus where a board would be, and returns what puts the one before back. There is
// no such function on a board.
func Install(bus Bus) (restore func()) {
	before := installed.Swap(&bus)
	return func() { installed.Store(before) }
}

func bus(address uint32) Bus {
	found := installed.Load()
	if found == nil {
		panic(fmt.Sprintf("mmio: there is no board here and no bus installed, at %#x", address))
	}
	return *found
}

func read(address uint32) uint32 { return bus(address).Read32(address) }

func write(address, value uint32) { bus(address).Write32(address, value) }

func takeInterrupts(lines uint32) uint32 {
	if controller, has := bus(0xe000_e100).(InterruptBus); has {
		return controller.TakeInterrupts(lines)
	}
	return 0
}
