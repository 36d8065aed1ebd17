// Package i2c drives the I2C controller as a master. It is that of the STM32F4 (RM0090, chapter
// 27): transfers are made of conditions, an address and bytes, and each step is an interrupt.
package i2c

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"hostless.dev/board/internal/clock"
	"hostless.dev/board/irq"
	"hostless.dev/board/mmio"
)

const (
	base     = 0x4009_0000
	control1 = mmio.Register(base + 0x00)
	control2 = mmio.Register(base + 0x04)
	data     = mmio.Register(base + 0x10)
	status1  = mmio.Register(base + 0x14)
	status2  = mmio.Register(base + 0x18)
	speed    = mmio.Register(base + 0x1c)

	peripheralEnable = 1 << 0
	start            = 1 << 8
	stop             = 1 << 9
	acknowledge      = 1 << 10
	position         = 1 << 11
	softwareReset    = 1 << 15

	errorInterrupts  = 1 << 8
	eventInterrupts  = 1 << 9
	bufferInterrupts = 1 << 10

	startSent       = 1 << 0
	addressSent     = 1 << 1
	byteFinished    = 1 << 2
	received        = 1 << 6
	transmitEmpty   = 1 << 7
	busError        = 1 << 8
	arbitrationLost = 1 << 9
	noAcknowledge   = 1 << 10
	overrun         = 1 << 11
	failures        = busError | arbitrationLost | noAcknowledge | overrun

	busy = 1 << 1

	fastMode = 1 << 15
	slowest  = 0xfff
)

// Errors of a transfer. They come wrapped, with the address.
var (
	ErrNoAcknowledge = errors.New("nobody acknowledged")
	ErrArbitration   = errors.New("another master won the bus")
	ErrBus           = errors.New("a start or stop condition came where none belongs")
	ErrTimeout       = errors.New("the transfer took too long")
)

// Speeds of the bus, in hertz.
const (
	Standard = 100_000
	Fast     = 400_000
)

// Config is how the bus runs.
type Config struct {
	Hz      int           // clock of the bus, to 400,000; if it is 0, Standard, or Fast on fast boards
	Timeout time.Duration // longest time of a transfer, beside 2 ms for each byte; 1 s if it is 0
}

// Bus is the board's bus, i2c0. Any number of goroutines may use it; each transfer is whole.
type Bus struct {
	mu      sync.Mutex
	timeout time.Duration
}

// Open sets the controller up.
func Open(config Config) (*Bus, error) {
	hz := clock.Hz()
	if config.Hz == 0 {
		config.Hz = Standard
		if hz > 2*Standard*slowest {
			config.Hz = Fast
		}
	}
	if config.Timeout == 0 {
		config.Timeout = time.Second
	}
	if config.Hz < 0 || config.Hz > Fast || config.Timeout < 0 {
		return nil, fmt.Errorf("i2c0: wanted 1 to %d Hz and a timeout above 0, got %d and %v",
			Fast, config.Hz, config.Timeout)
	}
	cycles, mode := uint64(2), uint32(0)
	if config.Hz > Standard {
		cycles, mode = 3, fastMode
	}
	divider := (hz + cycles*uint64(config.Hz) - 1) / (cycles * uint64(config.Hz))
	if divider < 1 || divider > slowest {
		return nil, fmt.Errorf("i2c0 cannot make %d Hz from a clock of %d Hz", config.Hz, hz)
	}
	control1.Store(softwareReset)
	control1.Store(0)
	control2.Store(uint32(min(max(hz/1_000_000, 2), 50)))
	speed.Store(uint32(divider) | mode)
	control1.Store(peripheralEnable)
	return &Bus{timeout: config.Timeout}, nil
}

// Tx writes bytes to a part and then, after a repeated start, reads from it. Either may be empty;
// if both are, the part is only addressed.
func (b *Bus) Tx(address uint16, write, read []byte) error {
	if address > 0x7f {
		return fmt.Errorf("i2c0: wanted an address of 7 bits, got %#x", address)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	bytes := time.Duration(len(write) + len(read))
	ctx, cancel := context.WithTimeout(context.Background(), b.timeout+bytes*byteLimit)
	defer cancel()
	t := transfer{ctx}
	err := t.run(uint32(address), write, read)
	if err == nil {
		return nil
	}
	t.abandon()
	if errors.Is(err, context.DeadlineExceeded) {
		err = ErrTimeout
	}
	return fmt.Errorf("i2c0: part %#02x: %w", address, err)
}

// Probe tells whether a part answers at an address.
func (b *Bus) Probe(address uint16) (bool, error) {
	err := b.Tx(address, nil, nil)
	if errors.Is(err, ErrNoAcknowledge) {
		return false, nil
	}
	return err == nil, err
}

type transfer struct{ ctx context.Context }

func (t transfer) run(address uint32, write, read []byte) error {
	if len(write) > 0 || len(read) == 0 {
		if err := t.write(address, write); err != nil {
			return err
		}
	}
	if len(read) > 0 {
		if err := t.read(address, read); err != nil {
			return err
		}
		return t.idle()
	}
	control1.Set(stop)
	return t.idle()
}

func (t transfer) write(address uint32, bytes []byte) error {
	if err := t.address(address << 1); err != nil {
		return err
	}
	status2.Load() // together with the read of SR1 this lets the clock go on
	for _, value := range bytes {
		if err := t.await(transmitEmpty, bufferInterrupts); err != nil {
			return err
		}
		data.Store(uint32(value))
	}
	if len(bytes) == 0 {
		return nil
	}
	return t.await(byteFinished, 0)
}

// read never has to be in time: the byte that must not be acknowledged is prepared while the
// clock is held, as the manual's methods for slow handlers do. A collection may come in between.
func (t transfer) read(address uint32, bytes []byte) error {
	control1.Clear(position)
	switch len(bytes) {
	case 1:
		return t.readOne(address, bytes)
	case 2:
		control1.Set(position)
		defer control1.Clear(position)
	}
	control1.Set(acknowledge)
	if err := t.address(address<<1 | 1); err != nil {
		return err
	}
	if len(bytes) == 2 {
		control1.Clear(acknowledge)
	}
	status2.Load()
	for len(bytes) > 3 {
		if err := t.await(received, bufferInterrupts); err != nil {
			return err
		}
		bytes[0] = byte(data.Load())
		bytes = bytes[1:]
	}
	if len(bytes) == 3 {
		if err := t.await(byteFinished, 0); err != nil {
			return err
		}
		control1.Clear(acknowledge)
		bytes[0] = byte(data.Load())
		bytes = bytes[1:]
	}
	if err := t.await(byteFinished, 0); err != nil {
		return err
	}
	control1.Set(stop)
	bytes[0] = byte(data.Load())
	if err := t.await(received, bufferInterrupts); err != nil {
		return err
	}
	bytes[1] = byte(data.Load())
	return nil
}

func (t transfer) readOne(address uint32, bytes []byte) error {
	control1.Clear(acknowledge)
	if err := t.address(address<<1 | 1); err != nil {
		return err
	}
	status2.Load()
	control1.Set(stop)
	if err := t.await(received, bufferInterrupts); err != nil {
		return err
	}
	bytes[0] = byte(data.Load())
	return nil
}

func (t transfer) address(first uint32) error {
	control1.Set(start)
	if err := t.await(startSent, 0); err != nil {
		return err
	}
	data.Store(first)
	return t.await(addressSent, 0)
}

// byteLimit allows for a wait that looks at the line now and then only.
const byteLimit = 2 * irq.PollInterval

// await waits for a flag of SR1; some are interrupts of the buffer.
func (t transfer) await(flag, more uint32) error {
	for looks := 0; ; looks++ {
		status := status1.Load()
		if status&failures != 0 {
			status1.Store(^(status & failures))
			return failure(status)
		}
		if status&flag != 0 {
			return nil
		}
		if irq.Polled && looks < byteLooks {
			continue
		}
		control2.Set(eventInterrupts | errorInterrupts | more)
		err := irq.I2C0.Wait(t.ctx)
		control2.Clear(eventInterrupts | errorInterrupts | bufferInterrupts)
		if err != nil {
			return err
		}
	}
}

func failure(status uint32) error {
	switch {
	case status&noAcknowledge != 0:
		return ErrNoAcknowledge
	case status&arbitrationLost != 0:
		return ErrArbitration
	default:
		return ErrBus
	}
}

// idle waits for the stop condition to have left.
func (t transfer) idle() error {
	for control1.Has(stop) || status2.Has(busy) {
		if err := t.ctx.Err(); err != nil {
			return err
		}
		time.Sleep(idlePoll)
	}
	return nil
}

const (
	idlePoll  = 5 * time.Microsecond
	byteLooks = 1000 // about the time of a byte
)

// abandon leaves the bus free after an error, whatever state it was in: a byte that was received
// and not read would be taken for the next transfer's first.
func (t transfer) abandon() {
	control1.Set(stop)
	grace, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_ = transfer{grace}.idle() // Free or not, the reset ends it.
	kept, rate := control2.Load(), speed.Load()
	control1.Store(softwareReset)
	control1.Store(0)
	control2.Store(kept)
	speed.Store(rate)
	control1.Store(peripheralEnable)
}
