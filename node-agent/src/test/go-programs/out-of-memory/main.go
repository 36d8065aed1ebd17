// Command out-of-memory allocates and keeps until the board's RAM is out. Without a limit on memory
// it takes all there is: run it on boards only.
package main

import "fmt"

var kept [][]byte

func main() {
	fmt.Println("allocating")
	for {
		block := make([]byte, 64<<10)
		block[0], block[len(block)-1] = 1, 1
		kept = append(kept, block)
	}
}
