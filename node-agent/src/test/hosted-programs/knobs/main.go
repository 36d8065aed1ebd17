// Says what the environment has set, and how often a steady load is collected by that.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

type node struct {
	next *node
	pad  [14]uint64
}

var (
	live *node
	sink *node
)

func main() {
	percent := debug.SetGCPercent(-1)
	debug.SetGCPercent(percent)
	fmt.Println("GOGC", percent, "GOMEMLIMIT", debug.SetMemoryLimit(-1))
	for range 4 << 20 / 120 {
		live = &node{next: live}
	}
	var m runtime.MemStats
	for range 4 {
		for range 4 << 20 / 120 {
			sink = &node{}
		}
		runtime.ReadMemStats(&m)
		fmt.Println("collections", m.NumGC, "goal", m.NextGC>>10)
	}
	runtime.GC()
	runtime.ReadMemStats(&m)
	fmt.Println("after", m.NumGC, "goal", m.NextGC>>10, "alive", m.HeapAlloc>>10, "objects", m.HeapObjects)
	for i, class := range m.BySize {
		if n := class.Mallocs - class.Frees; n > 0 {
			fmt.Println("class", i, class.Size, n)
		}
	}
	runtime.KeepAlive(live)
}
