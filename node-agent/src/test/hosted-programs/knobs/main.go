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

// large has a header of 8 bytes in Go's own heap, and none in the node.
type large [128]*node

var (
	live   *node
	sink   *node
	larges []*large
)

func main() {
	percent := debug.SetGCPercent(-1)
	debug.SetGCPercent(percent)
	fmt.Println("GOGC", percent, "GOMEMLIMIT", debug.SetMemoryLimit(-1))
	for range 4 << 20 / 120 {
		live = &node{next: live}
	}
	for range 500 {
		larges = append(larges, new(large))
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
	runtime.KeepAlive(larges)
}
