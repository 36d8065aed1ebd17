// Command motor-2khz steps a motor at each update of timer0, 2,000 times in a second, while the
// rest of the program makes garbage. It tells how late the steps were, and how many did not come.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"time"

	"hostless.dev/board/gpio"
	"hostless.dev/board/metrics"
	"hostless.dev/board/timer"
)

func main() {
	hz := flag.Int("hz", 2000, "steps in a second")
	length := flag.Duration("for", time.Second, "how long to run")
	pin := flag.Uint("pin", 4, "the motor's pin")
	live := flag.Int("live", 2<<20, "bytes that stay alive")
	budget := flag.Duration("budget", 0, "exit with 1 when a step was later than this; 0: never")
	flag.Parse()
	if *hz < 1 || *hz > 100_000 || *length <= 0 || *pin >= gpio.Pins || *live < 0 {
		fmt.Fprintln(os.Stderr, "motor-2khz: wanted -hz of 1 to 100000, -for above 0, -pin below 32"+
			" and -live of 0 or more")
		os.Exit(2)
	}
	if err := run(*hz, *length, gpio.Pin(*pin), *live, *budget); err != nil {
		fmt.Fprintln(os.Stderr, "motor-2khz:", err)
		os.Exit(1)
	}
}

func run(hz int, length time.Duration, pin gpio.Pin, live int, budget time.Duration) error {
	rubbish := newRubbish(live)
	before := metrics.ReadHeap()
	m, err := start(hz, pin)
	if err != nil {
		return err
	}
	go m.turn(length)
	// Until the motor waits for its first interrupt, nothing interrupts what follows.
	runtime.Gosched()
	for !m.ended.Load() {
		rubbish.make()
	}
	if m.failed != nil {
		return m.failed
	}
	after := metrics.ReadHeap()
	for _, figure := range []struct {
		name  string
		value any
	}{
		{"motor_steps", m.steps},
		{"motor_missed", m.missed},
		{"motor_latency", &m.late},
		{"heap_live_bytes", after.Live},
		{"heap_collections", after.Collections - before.Collections},
		{"rubbish_made", rubbish.made},
	} {
		if err := metrics.Write(os.Stdout, figure.name, figure.value); err != nil {
			return err
		}
	}
	fmt.Printf("worst: a step came %v late, of %v between two\n", m.late.Max(), m.period)
	if budget > 0 && (m.late.Max() > budget || m.missed > 0) {
		return fmt.Errorf("wanted no step missed and none later than %v", budget)
	}
	return nil
}

// motor turns by a step at each edge of its pin.
type motor struct {
	period  time.Duration
	pin     gpio.Pin
	started time.Time
	steps   uint64
	missed  uint64
	late    metrics.Histogram

	ended  atomic.Bool // and then failed may be read
	failed error
}

func start(hz int, pin gpio.Pin) (*motor, error) {
	pin.Configure(gpio.Output)
	if err := timer.Timer0.StartHz(hz); err != nil {
		return nil, err
	}
	return &motor{period: timer.Timer0.Period(), pin: pin, started: time.Now()}, nil
}

// turn steps the motor for a while. It shares no lock with the rest of the program: who holds one
// may be waiting for a turn of its own.
func (m *motor) turn(length time.Duration) {
	defer m.ended.Store(true)
	defer timer.Timer0.Stop()
	for due := uint64(0); ; {
		if m.failed = timer.Timer0.Wait(context.Background()); m.failed != nil {
			return
		}
		m.pin.Toggle()
		since := time.Since(m.started)
		came := max(uint64(since/m.period), due+1) // The clock was read after the timer started.
		m.missed += came - due - 1
		m.late.Observe(since - time.Duration(due+1)*m.period)
		due = came
		m.steps++
		if since >= length {
			return
		}
	}
}
