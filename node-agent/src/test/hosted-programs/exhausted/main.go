// Fills memory with what it needs, after a lot of what it does not.
package main

import (
	"fmt"
	"runtime/debug"
)

type block struct {
	next *block
	data [4000]byte
}

var blocks *block

func main() {
	debug.SetGCPercent(-1)
	sum := 0
	for n := range 50_000 {
		b := make([]byte, 2000+n%3000)
		b[n%2000] = 1
		sum += len(b)
	}
	fmt.Println("garbage", sum)
	for n := 0; ; n++ {
		blocks = &block{next: blocks}
		if n%1000 == 0 {
			fmt.Println("blocks", n)
		}
	}
}
