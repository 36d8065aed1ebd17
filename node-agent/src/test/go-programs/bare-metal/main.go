//go:build hostless

// Does what its first argument says; BareMetalGoTest says what must come of it.
package main

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"hostless.dev/board/irq"
)

func main() {
	switch os.Args[1] {
	case "surroundings":
		fmt.Println(os.Args)
		fmt.Println(os.Environ())
	case "panic":
		fmt.Println("before")
		panic("at the disco")
	case "nil":
		var p *int
		*p = 1
	case "deadlock":
		select {}
	case "deadlock after a sleep":
		time.Sleep(time.Millisecond)
		var group sync.WaitGroup
		group.Add(1)
		group.Wait()
	case "deadlock after a read that gave up":
		check(os.Stdin.SetReadDeadline(time.Now().Add(time.Millisecond)))
		_, err := os.Stdin.Read(make([]byte, 1))
		fmt.Println(errors.Is(err, os.ErrDeadlineExceeded))
		select {}
	case "deadlock with a signal":
		interrupted := make(chan os.Signal, 1)
		signal.Notify(interrupted, os.Interrupt)
		<-interrupted
	case "sleep":
		sleep()
	case "echo":
		echo()
	case "echo quietly":
		bufio.NewScanner(os.Stdin).Scan()
	case "interrupts":
		interrupts()
	case "polled interrupts":
		polled()
	case "given up":
		givenUp()
	case "busy":
		busy()
	case "storm":
		storm()
	case "files":
		files()
	case "exhaust":
		var all [][]byte
		for {
			all = append(all, make([]byte, 1<<20))
		}
	case "churn":
		fmt.Println(churn())
	}
}

// sleep has ten goroutines sleep to the same second.
func sleep() {
	var group sync.WaitGroup
	for i := range 10 {
		group.Go(func() {
			for range i + 1 {
				time.Sleep(time.Second / time.Duration(i+1))
			}
		})
	}
	group.Wait()
	fmt.Println("slept")
}

func echo() {
	ticks := make(chan int)
	stop := make(chan bool)
	go func() {
		n := 0
		for {
			select {
			case <-time.After(time.Millisecond):
				n++
			case <-stop:
				ticks <- n
				return
			}
		}
	}()
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		fmt.Printf("<%s>\n", lines.Text())
	}
	close(stop)
	if n := <-ticks; n > 300 && n < 420 {
		fmt.Println("ticked")
	}
}

func irqWait(line irq.Line) { check(line.Wait(context.Background())) }

func interrupts() {
	var group sync.WaitGroup
	for range 2 {
		group.Go(func() {
			irqWait(5)
			fmt.Println(5)
		})
	}
	group.Wait()
	irqWait(6)
	fmt.Println(6)
}

// polled looks for interrupts while another goroutine waits for one.
func polled() {
	var group sync.WaitGroup
	group.Go(func() {
		irqWait(5)
		fmt.Println("waited")
	})
	for seen := irq.Set(0); seen == 0; time.Sleep(time.Millisecond) {
		seen = irq.Take(irq.SetOf(6))
		if seen != 0 {
			fmt.Println(seen)
		}
	}
	group.Wait()
}

// givenUp waits for lines that do not come, and for one that nobody lets through.
func givenUp() {
	fmt.Println(irq.Line(5).WaitFor(time.Millisecond))
	ctx, cancel := context.WithCancel(context.Background())
	go cancel()
	fmt.Println(irq.Line(5).Wait(ctx))
	irq.Line(5).Disable()
	irqWait(5)
}

// busy computes and allocates without a pause while a goroutine waits for a line, and tells how
// often that one ran.
func busy() {
	debug.SetGCPercent(-1)
	came := 0
	go func() {
		for {
			irqWait(5)
			came++
		}
	}()
	runtime.Gosched()
	for i := range 100_000 {
		kept = append(make([]byte, 0, 100), byte(i))
	}
	fmt.Println(came)
}

// storm has a line that stays pending while others must run, too.
func storm() {
	const turns = 1000
	go func() {
		for {
			irqWait(5)
			irq.Line(5).Pend()
		}
	}()
	irq.Line(5).Pend()
	for range turns {
		runtime.Gosched()
	}
	fmt.Println("ran")
}

var kept []byte

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func files() {
	text, err := os.ReadFile("/image/text")
	check(err)
	fmt.Println(string(text), err)
	fmt.Println(os.WriteFile("/image/new", nil, 0o666))
	check(os.Mkdir("/disk/inner", 0o777))
	check(os.WriteFile("/disk/inner/a", []byte("written"), 0o666))
	check(os.Link("/disk/inner/a", "/disk/b"))
	check(os.Rename("/disk/b", "/disk/moved"))
	names, err := os.ReadDir("/disk")
	check(err)
	fmt.Print("[")
	for i, name := range names {
		if i > 0 {
			fmt.Print(" ")
		}
		fmt.Print(name.Name())
	}
	fmt.Println("]")
	text, err = os.ReadFile("/disk/moved")
	fmt.Println(string(text), err)
}

// churn lets the heap grow and shrink and tells whether everything in it kept its value.
func churn() bool {
	good := true
	for round := range 5 {
		var kept [][]byte
		for i := range 60 {
			block := make([]byte, 1+i*3000)
			for _, b := range block {
				good = good && b == 0
			}
			rand.Read(block)
			block[0] = byte(i + round)
			if i%3 != 0 {
				kept = append(kept, block)
			}
		}
		deep(1000)
		for at, block := range kept {
			good = good && block[0] == byte(at/2*3+at%2+1+round)
		}
		kept = nil
		debug.FreeOSMemory()
	}
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return good && stats.NumGC >= 5 && stats.HeapReleased > 0
}

func deep(n int) int {
	var room [64]int
	if n == 0 {
		return room[0]
	}
	room[n%64] = deep(n - 1)
	return room[(n+1)%64] + 1
}
