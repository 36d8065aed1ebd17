//go:build hostless

// A reactor for BareMetalGoTest: built with -buildmode=c-shared, it has no main loop but a handler
// that the board calls.
package main

import (
	"fmt"
	"time"
)

var lines = make(chan int32, 8)

func init() {
	go func() {
		for line := range lines {
			fmt.Println("line", line)
		}
	}()
}

//go:wasmexport board_irq
func interrupt(line int32) {
	before := time.Now()
	lines <- line
	time.Sleep(2 * time.Millisecond)
	fmt.Println("slept", time.Since(before).Round(time.Millisecond))
}

func main() {}
