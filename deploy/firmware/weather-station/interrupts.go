package main

import (
	"fmt"
	"math/bits"
	"time"

	"hostless.dev/board/irq"
)

// watchInterrupts answers each interrupt of these lines with a line of text. It polls, since a
// board may raise any of them, and it leaves those alone that drivers wait for.
func watchInterrupts(started time.Time, every time.Duration, lines irq.Set) {
	var counts [irq.Lines]int
	for range time.Tick(every) {
		for pending := irq.Take(lines); pending != 0; pending &= pending - 1 {
			line := bits.TrailingZeros32(uint32(pending))
			counts[line]++
			fmt.Printf("irq: line %d at %.3fs (count %d)\n",
				line, time.Since(started).Seconds(), counts[line])
		}
	}
}
