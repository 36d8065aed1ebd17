// Package irq gives a board's interrupt lines to goroutines.
//
// A goroutine waits for a line with [Line.Wait]; only that goroutine stops. A line that becomes
// pending wakes all that wait for it and is acknowledged for them. A line that nobody waits for
// stays pending in the interrupt controller, so no interrupt is lost between two waits; several
// that come meanwhile are one, and the controller counts them as coalesced.
//
// A device asserts its line until the driver has quietened it, at a register of the device. To wait
// for the line again says that this is done: one that is still asserted is then pending at once.
// Who shares a line with others must therefore look at its device before it waits, each time.
//
// How fast a goroutine gets to run depends on how the program was built:
//
//   - "hostless go" (the bare-metal port): the scheduler looks at the lines each time that it
//     chooses a goroutine, and a running one is asked to make room at its next call of a function.
//     A board that waits for lines only sleeps until one comes, and a program that waits for what
//     cannot come ends with Go's own deadlock message.
//   - stock Go for GOOS=wasip1: one goroutine looks at the lines every [PollInterval] while anybody
//     waits, so a wait takes up to that much longer, and a deadlock is not noticed.
package irq

import (
	"context"
	"fmt"
	"os"
	"strconv"
	"time"

	"hostless.dev/board/mmio"
)

// Line is one of the 32 interrupt lines.
type Line uint8

// The lines of the devices. Those that are not named belong to no device.
const (
	UART0    Line = 0
	RTC      Line = 1
	TRNG     Line = 2
	GPIO0    Line = 3
	UART1    Line = 4
	TIMER0   Line = 5
	TIMER1   Line = 6
	WATCHDOG Line = 7
	SPI0     Line = 8
	I2C0     Line = 9
	DMA0     Line = 10

	// Lines is how many there are.
	Lines = 32
)

var names = [...]string{"uart0", "rtc", "trng", "gpio0", "uart1", "timer0", "timer1", "watchdog",
	"spi0", "i2c0", "dma0"}

// PollInterval is how often lines are looked at where the port's scheduler does not do it.
const PollInterval = time.Millisecond

const (
	setEnable    mmio.Register = 0xe000_e100
	clearEnable  mmio.Register = 0xe000_e180
	setPending   mmio.Register = 0xe000_e200
	clearPending mmio.Register = 0xe000_e280
	priorities   mmio.Register = 0xe000_e400
)

func (l Line) String() string {
	if int(l) < len(names) {
		return names[l]
	}
	return strconv.Itoa(int(l))
}

func (l Line) check() {
	if l >= Lines {
		panic(fmt.Sprintf("irq: wanted a line from 0 to %d, got %d", Lines-1, l))
	}
}

// Set is a set of lines: bit n for line n.
type Set uint32

// SetOf makes a set.
func SetOf(lines ...Line) Set {
	var s Set
	for _, l := range lines {
		l.check()
		s |= 1 << l
	}
	return s
}

// Has tells whether a line is in the set.
func (s Set) Has(l Line) bool { return l < Lines && s&(1<<l) != 0 }

// Take acknowledges, without waiting, those lines of a set that are pending and enabled, and
// tells which. It takes them from goroutines that wait for the same lines.
func Take(lines Set) Set { return Set(mmio.TakeInterrupts(uint32(lines))) }

// Enable lets the line interrupt. Boards start with all lines enabled.
func (l Line) Enable() { l.check(); setEnable.Store(1 << l) }

// Disable keeps the line from interrupting; it can still become pending.
func (l Line) Disable() { l.check(); clearEnable.Store(1 << l) }

// Enabled tells whether the line may interrupt.
func (l Line) Enabled() bool { l.check(); return setEnable.Has(1 << l) }

// Pending tells whether the line is pending, enabled or not.
func (l Line) Pending() bool { l.check(); return setPending.Has(1 << l) }

// Pend makes the line pending, as its device would by a pulse.
func (l Line) Pend() { l.check(); setPending.Store(1 << l) }

// Unpend takes the pending state back, unless the device still asserts the line. The controller
// counts the interrupt as lost.
func (l Line) Unpend() { l.check(); clearPending.Store(1 << l) }

// PriorityLevels is how many priorities the controller knows; 0 is the most urgent.
const PriorityLevels = 16

// SetPriority sets the line's priority, 0 to 15. It orders the handlers of modules that export
// some; goroutines are woken for all lines alike.
func (l Line) SetPriority(priority int) error {
	l.check()
	if priority < 0 || priority >= PriorityLevels {
		return fmt.Errorf("irq: wanted a priority from 0 to %d for %v, got %d",
			PriorityLevels-1, l, priority)
	}
	shift := 8 * (uint32(l) % 4)
	l.priority().Replace(0xff<<shift, uint32(priority)<<4<<shift)
	return nil
}

// Priority tells the line's priority.
func (l Line) Priority() int {
	l.check()
	return int(l.priority().Load()>>(8*(uint32(l)%4))&0xff) >> 4
}

func (l Line) priority() mmio.Register { return priorities + mmio.Register(l&^3) }

// Wait waits until the line is pending and enabled, and acknowledges it. It returns the context's
// error when that ends first; the line then stays as it is. One that is pending already ends the
// wait at once.
func (l Line) Wait(ctx context.Context) error {
	l.check()
	if err := ctx.Err(); err != nil {
		return err
	}
	w := &waiter{line: uint32(l)}
	if ctx.Done() != nil {
		stop := context.AfterFunc(ctx, func() { cancelWait(w) })
		defer stop()
	}
	if wait(w) {
		return nil
	}
	return ctx.Err()
}

// WaitFor is [Line.Wait] with a time limit, after which it returns [os.ErrDeadlineExceeded].
func (l Line) WaitFor(limit time.Duration) error {
	l.check()
	if limit <= 0 {
		if Take(SetOf(l)) != 0 {
			return nil
		}
		return os.ErrDeadlineExceeded
	}
	w := &waiter{line: uint32(l)}
	timer := time.AfterFunc(limit, func() { cancelWait(w) })
	defer timer.Stop()
	if wait(w) {
		return nil
	}
	return os.ErrDeadlineExceeded
}
