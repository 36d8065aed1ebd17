// Package gpio drives the 32 pins of gpio0, a block of the SiFive FE310-G002 (manual v1p5,
// chapter 17).
package gpio

import (
	"fmt"
	"sync"

	"hostless.dev/board/mmio"
)

// Pin is one of the pins, 0 to 31.
type Pin uint8

// Pins is how many there are.
const Pins = 32

const base = 0x4003_0000

const (
	inputValue   mmio.Register = base + 0x00
	inputEnable  mmio.Register = base + 0x04
	outputEnable mmio.Register = base + 0x08
	outputValue  mmio.Register = base + 0x0c
	pullUp       mmio.Register = base + 0x10
	riseEnable   mmio.Register = base + 0x18
	risePending  mmio.Register = base + 0x1c
	fallEnable   mmio.Register = base + 0x20
	fallPending  mmio.Register = base + 0x24
	pullDown     mmio.Register = base + 0x4c
)

// Mode is what a pin is used for.
type Mode int

const (
	// Off is a pin that neither drives nor reads.
	Off Mode = iota
	// Input reads the level; a pin that nobody drives is low.
	Input
	// InputPullUp reads the level; a pin that nobody drives is high.
	InputPullUp
	// InputPullDown reads the level; a pin that nobody drives is low.
	InputPullDown
	// Output drives the level, and reads it back.
	Output
)

// registers guards what several pins have in common: goroutines may use different pins at once.
var registers sync.Mutex

func (p Pin) bit() uint32 {
	if p >= Pins {
		panic(fmt.Sprintf("gpio: wanted a pin from 0 to %d, got %d", Pins-1, p))
	}
	return 1 << p
}

// Configure sets what the pin is used for. An output starts with the level that Set has chosen,
// low at first.
func (p Pin) Configure(mode Mode) {
	bit := p.bit()
	registers.Lock()
	defer registers.Unlock()
	put(pullUp, bit, mode == InputPullUp)
	put(pullDown, bit, mode == InputPullDown)
	put(outputEnable, bit, mode == Output)
	put(inputEnable, bit, mode != Off)
}

// Set chooses the level that the pin drives as an output.
func (p Pin) Set(high bool) {
	bit := p.bit()
	registers.Lock()
	defer registers.Unlock()
	put(outputValue, bit, high)
}

// Toggle changes the level that the pin drives.
func (p Pin) Toggle() {
	bit := p.bit()
	registers.Lock()
	defer registers.Unlock()
	outputValue.Store(outputValue.Load() ^ bit)
}

// Get tells whether the pin is high.
func (p Pin) Get() bool { return inputValue.Has(p.bit()) }

func put(r mmio.Register, bit uint32, on bool) {
	value := r.Load()
	changed := value &^ bit
	if on {
		changed |= bit
	}
	if changed != value {
		r.Store(changed)
	}
}
