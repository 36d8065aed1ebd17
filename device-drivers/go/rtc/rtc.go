// Package rtc drives the calendar clock. [time.Now] reads the same clock; this package is for its
// alarm, and for programs that want nothing but the registers.
package rtc

import (
	"context"
	"errors"
	"sync"
	"time"

	"hostless.dev/board/irq"
	"hostless.dev/board/mmio"
)

const (
	base      = 0x4001_0000
	seconds   = mmio.Register(base + 0x00)
	secondsHi = mmio.Register(base + 0x04)
	nanos     = mmio.Register(base + 0x08)
	alarm     = mmio.Register(base + 0x0c)
	alarmHi   = mmio.Register(base + 0x10)
	control   = mmio.Register(base + 0x14)
	status    = mmio.Register(base + 0x18)

	armed     = 1 << 0
	interrupt = 1 << 1
	came      = 1 << 0
)

// ErrBusy is the error of a second wait for the only alarm.
var ErrBusy = errors.New("rtc: the alarm is in use")

var (
	reading sync.Mutex // reading the seconds latches the rest
	waiting sync.Mutex
)

// Now reads the clock.
func Now() time.Time {
	reading.Lock()
	defer reading.Unlock()
	low := uint64(seconds.Load())
	high := uint64(secondsHi.Load())
	return time.Unix(int64(high<<32|low), int64(nanos.Load())).UTC()
}

// WaitUntil waits for the alarm, which comes at a full second: the first that is not before the
// time. A time that is past ends the wait at once.
func WaitUntil(ctx context.Context, at time.Time) error {
	if !waiting.TryLock() {
		return ErrBusy
	}
	defer waiting.Unlock()
	second := at.Unix()
	if at.Nanosecond() > 0 {
		second++
	}
	control.Store(0)
	status.Store(came)
	alarm.Store(uint32(second))
	alarmHi.Store(uint32(uint64(second) >> 32))
	control.Store(armed | interrupt)
	defer control.Store(0)
	for {
		if status.Has(came) {
			status.Store(came)
			return nil
		}
		if err := irq.RTC.Wait(ctx); err != nil {
			return err
		}
	}
}
