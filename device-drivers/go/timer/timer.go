// Package timer drives the general-purpose timers, those of the STM32F4 (RM0090, chapter 18, TIM2
// and TIM5): counters of 32 bits behind a prescaler of 16.
package timer

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"hostless.dev/board"
	"hostless.dev/board/internal/clock"
	"hostless.dev/board/irq"
	"hostless.dev/board/mmio"
)

// Timer is one of the board's timers.
type Timer struct {
	base uint32
	line irq.Line

	mu      sync.Mutex
	cycles  uint64 // between two updates
	waiting atomic.Bool
}

// The timers of a board.
var (
	Timer0 = &Timer{base: 0x4005_0000, line: irq.TIMER0}
	Timer1 = &Timer{base: 0x4006_0000, line: irq.TIMER1}
)

func (t *Timer) String() string { return t.line.String() }

// Line is the timer's interrupt line, for programs that wait for it themselves.
func (t *Timer) Line() irq.Line { return t.line }

func (t *Timer) at(offset uint32) mmio.Register { return mmio.Register(t.base + offset) }

const (
	control   = 0x00
	interrupt = 0x0c
	status    = 0x10
	event     = 0x14
	modes     = 0x18 // of channels 1 and 2; 3 and 4 follow
	channels  = 0x20
	counter   = 0x24
	prescale  = 0x28
	reload    = 0x2c
	values    = 0x34 // of channel 1; 2 to 4 follow

	counterEnable = 1 << 0
	updateSource  = 1 << 2 // URS: only an overflow is an update interrupt
	onePulse      = 1 << 3

	update = 1 << 0
)

// Errors of timers.
var (
	ErrBusy    = errors.New("the timer has a goroutine that waits")
	ErrStopped = errors.New("the timer is not running")
)

// longest is the longest period in cycles.
const longest uint64 = 1 << 48

// Start has the timer count, and interrupt once in every period of 2 to 2^48 cycles. From 2^32
// cycles on it is rounded to a multiple of the prescaler that it needs; [Timer.Period] tells.
func (t *Timer) Start(period time.Duration) error {
	return t.start(board.Cycles(period), 0)
}

// StartHz has the timer interrupt so often in a second.
func (t *Timer) StartHz(hz int) error {
	if hz < 1 {
		return fmt.Errorf("%v: wanted 1 Hz or more, got %d", t, hz)
	}
	return t.start((clock.Hz()+uint64(hz)/2)/uint64(hz), 0)
}

// Once has the timer interrupt once, after a delay.
func (t *Timer) Once(delay time.Duration) error {
	return t.start(board.Cycles(delay), onePulse)
}

func (t *Timer) start(cycles uint64, mode uint32) error {
	if cycles < 2 || cycles > longest {
		return fmt.Errorf("%v: wanted a period of 2 to %d cycles, got %d", t, longest, cycles)
	}
	divide := (cycles + 1<<32 - 1) >> 32
	count := (cycles + divide/2) / divide
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at(control).Store(0)
	t.at(prescale).Store(uint32(divide - 1))
	t.at(reload).Store(uint32(count - 1))
	t.at(counter).Store(0)
	t.at(control).Store(updateSource | mode)
	t.at(event).Store(update) // loads prescaler and reload value
	t.at(status).Store(0)
	t.at(interrupt).Set(update)
	t.at(control).Set(counterEnable)
	t.cycles = divide * count
	return nil
}

// Stop ends the counting and the interrupts.
func (t *Timer) Stop() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at(control).Store(0)
	t.at(interrupt).Store(0)
	t.at(status).Store(0)
	t.cycles = 0
}

// Period is the time between two interrupts, rounded down; zero when the timer is stopped.
func (t *Timer) Period() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	hz := clock.Hz()
	return time.Duration(t.cycles/hz*uint64(time.Second) + t.cycles%hz*uint64(time.Second)/hz)
}

// Elapsed is the time since the last update: in a handler, how late it is.
func (t *Timer) Elapsed() time.Duration {
	ticks := uint64(t.at(counter).Load()) * (uint64(t.at(prescale).Load()) + 1)
	return time.Duration(ticks * uint64(time.Second) / clock.Hz())
}

// Wait waits for the next update. Updates that nobody waited for are one.
func (t *Timer) Wait(ctx context.Context) error {
	if !t.waiting.CompareAndSwap(false, true) {
		return fmt.Errorf("%v: %w", t, ErrBusy)
	}
	defer t.waiting.Store(false)
	for {
		if t.at(status).Has(update) {
			t.at(status).Store(^uint32(update))
			return nil
		}
		if !t.at(interrupt).Has(update) {
			return fmt.Errorf("%v: %w", t, ErrStopped)
		}
		if err := t.line.Wait(ctx); err != nil {
			return err
		}
	}
}
