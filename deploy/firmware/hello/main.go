// Command hello says what a Go program finds when there is no operating system under it.
package main

import (
	"fmt"
	"os"
	"runtime"
	"time"
)

func main() {
	start := time.Now()
	fmt.Println("hello from a board without an operating system")
	fmt.Printf("built with %s for %s/%s\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	fmt.Printf("arguments: %q\n", os.Args[min(1, len(os.Args)):])
	fmt.Printf("cores: %d, goroutines: %d\n", runtime.NumCPU(), runtime.NumGoroutine())
	for _, name := range []string{"GOGC", "GOMEMLIMIT", "GODEBUG"} {
		if value, set := os.LookupEnv(name); set {
			fmt.Printf("%s=%s\n", name, value)
		} else {
			fmt.Printf("%s is not set\n", name)
		}
	}
	fmt.Printf("clock: %s\n", start.UTC().Format(time.RFC3339))

	// Sleeping hands the board back to its scheduler: nothing runs until the timer fires.
	for beat := 1; beat <= 3; beat++ {
		time.Sleep(100 * time.Millisecond)
		fmt.Printf("beat %d after %d00 ms\n", beat, time.Since(start)/(100*time.Millisecond))
	}

	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	fmt.Printf("memory: %d KiB from the board, %d KiB of heap, %d collections\n",
		memory.Sys>>10, memory.HeapAlloc>>10, memory.NumGC)
	fmt.Println("goodbye")
}
