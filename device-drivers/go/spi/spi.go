// Package spi drives the SPI controller as a master, that of the STM32F4 (RM0090, chapter 28).
package spi

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"hostless.dev/board/gpio"
	"hostless.dev/board/internal/clock"
	"hostless.dev/board/irq"
	"hostless.dev/board/mmio"
)

const (
	base     = 0x4008_0000
	control1 = mmio.Register(base + 0x00)
	control2 = mmio.Register(base + 0x04)
	status   = mmio.Register(base + 0x08)
	data     = mmio.Register(base + 0x0c)

	clockPhase    = 1 << 0
	clockPolarity = 1 << 1
	master        = 1 << 2
	rateShift     = 3
	enable        = 1 << 6
	selectHigh    = 1 << 8 // SSI: nobody else is master
	softwareNSS   = 1 << 9

	receiveInterrupt = 1 << 6

	received      = 1 << 0
	transmitEmpty = 1 << 1
	overrun       = 1 << 6
	busy          = 1 << 7
)

// ErrOverrun is the error of a transfer in which a byte came before the one before was taken.
var ErrOverrun = errors.New("spi0: a byte was overrun")

// Config is how the bus runs.
type Config struct {
	Hz   int // highest clock of the bus; if it is 0, the clock is up to 10 MHz if that can be
	Mode int // 0 to 3: polarity in bit 1, phase in bit 0
}

// Bus is the board's bus, spi0. Any number of goroutines may use it through devices.
type Bus struct {
	mu    sync.Mutex
	hz    uint64
	looks int // at the status, before it is worth while to wait for the interrupt
}

const usual = 10_000_000

// Open sets the controller up. The clock is the fastest that is not above the wanted one: the
// board's clock divided by 2, 4, 8 and so on to 256.
func Open(config Config) (*Bus, error) {
	wanted := config.Hz
	if wanted == 0 {
		wanted = usual
	}
	if config.Hz < 0 || config.Mode < 0 || config.Mode > 3 {
		return nil, fmt.Errorf("spi0: wanted a speed above 0 and a mode from 0 to 3, got %d and %d",
			config.Hz, config.Mode)
	}
	hz := clock.Hz() / 2
	rate := uint32(0)
	for hz > uint64(wanted) && rate < 7 {
		hz /= 2
		rate++
	}
	if hz > uint64(wanted) && config.Hz != 0 {
		return nil, fmt.Errorf("spi0: the slowest clock is %d Hz, wanted %d", hz, config.Hz)
	}
	mode := uint32(0)
	if config.Mode&1 != 0 {
		mode |= clockPhase
	}
	if config.Mode&2 != 0 {
		mode |= clockPolarity
	}
	control1.Store(0)
	control2.Store(0)
	control1.Store(mode | master | rate<<rateShift | selectHigh | softwareNSS)
	control1.Set(enable)
	bus := &Bus{hz: hz}
	if rate <= lastShortRate {
		bus.looks = shortLooks
	}
	return bus, nil
}

// A frame of up to 8 * (2 << 4) cycles is over before an interrupt would be taken.
const (
	lastShortRate = 4
	shortLooks    = 100
)

// Hz is the clock of the bus.
func (b *Bus) Hz() uint64 { return b.hz }

// exchange sends a byte and receives one.
func (b *Bus) exchange(value byte) (byte, error) {
	data.Store(uint32(value))
	for looks := 0; ; looks++ {
		flags := status.Load()
		if flags&overrun != 0 {
			data.Load()
			status.Load()
			return 0, ErrOverrun
		}
		if flags&received != 0 {
			return byte(data.Load()), nil
		}
		if looks < b.looks {
			continue
		}
		control2.Set(receiveInterrupt)
		err := irq.SPI0.Wait(context.Background())
		control2.Clear(receiveInterrupt)
		if err != nil {
			return 0, err
		}
	}
}

// Device is a part on the bus, chosen by a pin that is low meanwhile.
type Device struct {
	bus    *Bus
	choose gpio.Pin
}

// Device sets up the pin that chooses a part.
func (b *Bus) Device(choose gpio.Pin) *Device {
	choose.Set(true)
	choose.Configure(gpio.Output)
	return &Device{b, choose}
}

// Tx sends bytes, then receives some; the part is chosen for all of it. What comes while bytes are
// sent is dropped, and zeros are sent while bytes are received.
func (d *Device) Tx(write, read []byte) error {
	d.bus.mu.Lock()
	defer d.bus.mu.Unlock()
	d.choose.Set(false)
	defer d.choose.Set(true)
	for _, value := range write {
		if _, err := d.bus.exchange(value); err != nil {
			return err
		}
	}
	for i := range read {
		value, err := d.bus.exchange(0)
		if err != nil {
			return err
		}
		read[i] = value
	}
	return d.bus.drain()
}

// drain waits for the last clock before the part is let go.
func (b *Bus) drain() error {
	for status.Has(busy) {
		time.Sleep(drainPoll)
	}
	return nil
}

const drainPoll = time.Microsecond
