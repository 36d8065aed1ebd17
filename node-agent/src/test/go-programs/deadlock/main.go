// Command deadlock waits for what cannot come: exit code 2, "all goroutines are asleep" on fd 2.
package main

import (
	"fmt"
	"sync"
)

func main() {
	var mutex sync.Mutex
	mutex.Lock()
	silent := make(chan int)
	go func() { silent <- <-silent }()
	fmt.Println("waiting for ever")
	mutex.Lock()
}
