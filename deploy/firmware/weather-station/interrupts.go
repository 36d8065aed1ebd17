package main

import (
	"fmt"
	"math/bits"
	"time"
)

// irqPending returns the enabled interrupt lines that are pending, bit n for line n, and
// acknowledges them.
//
//go:wasmimport board irq_pending
func irqPending() uint32

// watchInterrupts answers each interrupt with a line. It polls: nothing may call into a program
// with a Go runtime at an arbitrary moment.
func watchInterrupts(started time.Time, every time.Duration) {
	var counts [32]int
	for range time.Tick(every) {
		for pending := irqPending(); pending != 0; pending &= pending - 1 {
			line := bits.TrailingZeros32(pending)
			counts[line]++
			fmt.Printf("irq: line %d at %.3fs (count %d)\n",
				line, time.Since(started).Seconds(), counts[line])
		}
	}
}
