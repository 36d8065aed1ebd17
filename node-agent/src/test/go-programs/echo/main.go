// Command echo reads fd 0 to its end, line by line, while other goroutines keep working.
package main

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"time"
)

func main() {
	stop := make(chan struct{})
	beats := make(chan int)
	go func() {
		count := 0
		for {
			select {
			case <-time.After(time.Millisecond):
				count++
			case <-stop:
				beats <- count
				return
			}
		}
	}()
	lines := bufio.NewReader(os.Stdin)
	number := 0
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			number++
			fmt.Printf("%d: %q %s\n", number, line, strings.ToUpper(strings.TrimSpace(line)))
		}
		if err != nil {
			fmt.Println("end:", err)
			break
		}
	}
	time.Sleep(20 * time.Millisecond)
	close(stop)
	// The number of beats depends on when the input came; that there were some does not.
	fmt.Println("other goroutines ran:", <-beats > 0)
}
