// Idle says that it has begun and waits: for seconds, one after the other, or for what is typed,
// which it repeats.
package main

import (
	"os"
	"time"
)

func main() {
	os.Stdout.WriteString("begun\n")
	if len(os.Args) > 1 && os.Args[1] == "sleep" {
		for {
			time.Sleep(time.Second)
		}
	}
	line := make([]byte, 80)
	for {
		n, err := os.Stdin.Read(line)
		if err != nil {
			return
		}
		os.Stdout.Write(line[:n])
	}
}
