// Package board drives the devices of a Hostless board from Go.
//
// Each device has a package: [hostless.dev/board/uart], gpio, i2c, spi, timer, watchdog and rtc.
// Package irq gives interrupt lines to goroutines, package metrics measures, package mmio is the
// registers themselves. Drivers for the chips on a board's wires are below part.
//
// Programs are built and run with "hostless go", which knows this module: a go.mod needs no
// replacement, and no network. Stock Go for GOOS=wasip1 builds them, too; package irq tells what
// is different then. On other systems the packages compile, and work on a bus that a test has
// installed (package mmio).
//
// A read or write of a register where the board has no device ends the board as Trapped.
package board

import (
	"time"

	"hostless.dev/board/internal/clock"
)

// ClockHz is the frequency of the board's clock, which every device divides.
func ClockHz() uint64 { return clock.Hz() }

// Cycles is how many cycles of the clock a duration has, rounded up.
func Cycles(d time.Duration) uint64 {
	if d <= 0 {
		return 0
	}
	hz := ClockHz()
	seconds, rest := uint64(d/time.Second), uint64(d%time.Second)
	return seconds*hz + (rest*hz+uint64(time.Second)-1)/uint64(time.Second)
}
