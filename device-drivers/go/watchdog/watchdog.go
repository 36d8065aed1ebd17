// Package watchdog drives the independent watchdog, that of the STM32F4 (RM0090, chapter 21) with
// a window and an early wake-up. A program that does not feed it in time resets the board.
package watchdog

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"hostless.dev/board/irq"
	"hostless.dev/board/mmio"
)

const (
	base      = 0x4007_0000
	key       = mmio.Register(base + 0x00)
	prescaler = mmio.Register(base + 0x04)
	reload    = mmio.Register(base + 0x08)
	status    = mmio.Register(base + 0x0c)
	window    = mmio.Register(base + 0x10)
	early     = mmio.Register(base + 0x14)

	keyReload = 0xaaaa
	keyAccess = 0x5555
	keyStart  = 0xcccc

	on          = 1 << 8
	came        = 1 << 14
	clearEarly  = 1 << 14
	enableEarly = 1 << 15

	hz       = 32_000
	steps    = 1 << 12
	smallest = 4
	ratios   = 7 // 4 to 256
)

// MaxTimeout is the longest time between two feedings.
const MaxTimeout = time.Duration(steps*smallest<<(ratios-1)) * time.Second / hz

// Errors of the watchdog.
var (
	ErrRunning = errors.New("watchdog: it runs already, and nothing but a reset stops it")
	ErrNoEarly = errors.New("watchdog: it was started without an early warning")
)

// Config is when the watchdog bites.
type Config struct {
	// Timeout is the longest time between two feedings, rounded up to a step of 125 µs or, for
	// long times, up to 8 ms.
	Timeout time.Duration
	// Closed is how long after a feeding another one is too early, and resets the board, too.
	Closed time.Duration
	// Early is how long before the end [Wait] warns; 0 for no warning.
	Early time.Duration
}

var mu sync.Mutex

// Start starts the watchdog. It runs until the board is reset.
func Start(c Config) error {
	if c.Timeout <= 0 || c.Timeout > MaxTimeout || c.Closed < 0 || c.Closed >= c.Timeout ||
		c.Early < 0 || c.Early >= c.Timeout {
		return fmt.Errorf("watchdog: wanted a timeout up to %v, with a closed time and an early"+
			" warning within, got %v, %v and %v", MaxTimeout, c.Timeout, c.Closed, c.Early)
	}
	mu.Lock()
	defer mu.Unlock()
	if status.Has(on) {
		return ErrRunning
	}
	ratio := 0
	for count(c.Timeout, ratio) > steps {
		ratio++
	}
	total := count(c.Timeout, ratio)
	key.Store(keyStart)
	key.Store(keyAccess)
	prescaler.Store(uint32(ratio))
	reload.Store(uint32(total - 1))
	if c.Early > 0 {
		early.Store(enableEarly | uint32(min(count(c.Early, ratio)+1, steps-1)))
	}
	if c.Closed > 0 {
		// Writing the window reloads the counter, as a feeding does.
		window.Store(uint32(max(total-1-count(c.Closed, ratio), 1)))
		key.Store(0)
		return nil
	}
	key.Store(keyReload)
	return nil
}

// count is a time in steps, rounded up.
func count(d time.Duration, ratio int) int64 {
	step := int64(smallest<<ratio) * int64(time.Second) / hz
	return (int64(d) + step - 1) / step
}

// Feed has the time begin anew.
func Feed() { key.Store(keyReload) }

// Wait waits for the early warning: little is left to feed the watchdog, or to save what must not
// be lost.
func Wait(ctx context.Context) error {
	for {
		if status.Has(came) {
			mu.Lock()
			key.Store(keyAccess)
			early.Set(clearEarly)
			key.Store(0)
			mu.Unlock()
			return nil
		}
		if early.Load()&enableEarly == 0 {
			return ErrNoEarly
		}
		if err := irq.WATCHDOG.Wait(ctx); err != nil {
			return err
		}
	}
}
