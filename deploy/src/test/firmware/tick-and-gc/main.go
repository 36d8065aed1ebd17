// Command tick-and-gc makes garbage on a board whose SysTick runs: what a pause is to a tick.
package main

import (
	"runtime"
	"time"
)

//go:wasmimport env wasm_host_config_timer
func configureTimer(hz int32)

const hz = 100

var kept [][]byte

func main() {
	configureTimer(hz)
	for round := 0; ; round++ {
		kept = nil
		for range 1000 {
			kept = append(kept, make([]byte, 1024))
		}
		if round%50 == 0 {
			runtime.GC()
		}
		time.Sleep(time.Second / hz)
	}
}
