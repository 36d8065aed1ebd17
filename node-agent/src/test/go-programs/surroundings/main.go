// Command surroundings prints what a program without files, network and processes is told.
package main

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

func main() {
	fmt.Println("arguments:", len(os.Args) > 0, fmt.Sprintf("%q", os.Args[1:]))
	fmt.Println("environment names:", names())
	_, err := os.Open("/no/such/file")
	fmt.Println("open:", err != nil)
	fmt.Println("write:", os.WriteFile("/no/such/file", nil, 0o600) != nil)
	_, err = os.Stat("/no/such/file")
	fmt.Println("stat:", err != nil)
	_, err = os.ReadDir("/no/such/directory")
	fmt.Println("readdir:", err != nil)
	_, err = net.DialTimeout("tcp", "192.0.2.1:1", time.Millisecond)
	fmt.Println("dial:", err != nil)
	fmt.Println("exec:", exec.Command("no-such-program").Run() != nil)
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, os.Interrupt)
	signal.Stop(signals)
	info, err := os.Stdout.Stat()
	fmt.Println("stdout:", err != nil || info.Size() >= 0, runtime.NumGoroutine() >= 1)
	_, err = os.Stdout.Write(nil)
	fmt.Println("empty write:", err)
	closed := os.NewFile(99, "ninety-nine")
	_, err = closed.Write([]byte("x"))
	fmt.Println("fd 99:", err != nil)
	start := time.Now()
	time.Sleep(3 * time.Millisecond)
	elapsed := time.Since(start)
	fmt.Println("clock:", start.Year() >= 2020, elapsed >= 3*time.Millisecond)
}

// names leaves out what only one of two machines has.
func names() []string {
	var result []string
	for _, pair := range os.Environ() {
		if name, _, ok := strings.Cut(pair, "="); ok && strings.HasPrefix(name, "TRUTH_") {
			result = append(result, name)
		}
	}
	return result
}
