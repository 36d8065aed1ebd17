// Package uart drives the serial ports, Arm PrimeCell UARTs (PL011, DDI 0183F).
//
// uart0 is the console, which os.Stdin and os.Stdout speak to; uart1 is free. An open port is an
// [io.ReadWriteCloser] whose calls stop only the goroutine that makes them.
package uart

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"hostless.dev/board/internal/clock"
	"hostless.dev/board/irq"
	"hostless.dev/board/mmio"
)

// Device names one of the board's ports.
type Device struct {
	base uint32
	line irq.Line
}

// The ports of a board.
var (
	UART0 = Device{0x4000_0000, irq.UART0}
	UART1 = Device{0x4004_0000, irq.UART1}
)

func (d Device) String() string { return d.line.String() }

func (d Device) data() mmio.Register   { return mmio.Register(d.base) }
func (d Device) flags() mmio.Register  { return mmio.Register(d.base + 0x18) }
func (d Device) mask() mmio.Register   { return mmio.Register(d.base + 0x38) }
func (d Device) clear() mmio.Register  { return mmio.Register(d.base + 0x44) }
func (d Device) enable() mmio.Register { return mmio.Register(d.base + 0x30) }

const (
	ibrd  = 0x24
	fbrd  = 0x28
	lcrH  = 0x2c
	ifls  = 0x34
	busy  = 1 << 3
	rxfe  = 1 << 4
	txff  = 1 << 5
	rxIM  = 1 << 4
	txIM  = 1 << 5
	rtIM  = 1 << 6
	fifos = 1 << 4
	stop2 = 1 << 3
	bits8 = 3 << 5

	framingError = 1 << 8
	overrunError = 1 << 11

	enabled = 1<<9 | 1<<8 | 1 // receiver, transmitter, UART
)

// Config is how a port speaks: eight data bits, no parity.
type Config struct {
	Baud     int // bits per second; 115,200 if it is 0
	StopBits int // 1 or 2; 1 if it is 0
}

// ErrClosed is the error of a port that is not open any more.
var ErrClosed = errors.New("uart: the port is closed")

// Port is an open port. One goroutine may read while another writes; several that do the same
// take turns.
type Port struct {
	device Device
	mask   sync.Mutex // guards the interrupt mask, which reader and writer share

	open  context.Context // until the port is closed
	close context.CancelFunc

	reader   sync.Mutex
	writer   sync.Mutex
	state    sync.Mutex
	deadline time.Time
	changed  context.CancelFunc // tells a read that the deadline is another one
	errors   Errors
}

// Errors counts what went wrong on the wire since the port was opened.
type Errors struct {
	Framing uint64 // characters whose stop bit was broken
	Overrun uint64 // times that the FIFO was full when a character came
}

// Open sets the port up and switches it on.
func Open(device Device, config Config) (*Port, error) {
	if config.Baud == 0 {
		config.Baud = 115_200
	}
	if config.StopBits == 0 {
		config.StopBits = 1
	}
	if config.StopBits < 1 || config.StopBits > 2 {
		return nil, fmt.Errorf("%v: wanted 1 or 2 stop bits, got %d", device, config.StopBits)
	}
	hz := clock.Hz()
	if config.Baud < 0 {
		return nil, fmt.Errorf("%v: wanted a speed above 0 baud, got %d", device, config.Baud)
	}
	divisor := (4*hz + uint64(config.Baud)/2) / uint64(config.Baud)
	if divisor < 64 || divisor>>6 > 0xffff {
		return nil, fmt.Errorf("%v cannot make %d baud from %d Hz: the divisor must be 1 to 65,535",
			device, config.Baud, hz)
	}
	device.enable().Store(0)
	device.mask().Store(0)
	mmio.Register(device.base + ibrd).Store(uint32(divisor >> 6))
	mmio.Register(device.base + fbrd).Store(uint32(divisor & 63))
	control := uint32(bits8 | fifos)
	if config.StopBits == 2 {
		control |= stop2
	}
	mmio.Register(device.base + lcrH).Store(control)
	// The transmitter asks for more when a quarter is left, the receiver speaks from two on.
	mmio.Register(device.base + ifls).Store(1)
	device.clear().Store(0x7ff)
	device.enable().Store(enabled)
	open, cancel := context.WithCancel(context.Background())
	return &Port{device: device, open: open, close: cancel}, nil
}

// SetReadDeadline has reads, also one that waits already, end with [os.ErrDeadlineExceeded] when
// nothing has come by then. The zero time means that they wait without end.
func (p *Port) SetReadDeadline(at time.Time) error {
	p.state.Lock()
	defer p.state.Unlock()
	if p.open.Err() != nil {
		return ErrClosed
	}
	p.deadline = at
	if p.changed != nil {
		p.changed()
	}
	return nil
}

// Errors tells what went wrong on the wire.
func (p *Port) Errors() Errors {
	p.state.Lock()
	defer p.state.Unlock()
	return p.errors
}

// Read reads what has come, and waits only if that is nothing.
func (p *Port) Read(buffer []byte) (int, error) {
	p.reader.Lock()
	defer p.reader.Unlock()
	for {
		ctx, done, err := p.reading()
		if err != nil || len(buffer) == 0 {
			return 0, err
		}
		n := p.drain(buffer)
		if n == 0 && ctx.Err() == nil {
			err = p.await(ctx, rxIM|rtIM)
		}
		late := errors.Is(ctx.Err(), context.DeadlineExceeded)
		done()
		switch {
		case n > 0 || err != nil:
			return n, err
		case late:
			return 0, os.ErrDeadlineExceeded
		}
	}
}

// reading is a context that ends at the deadline, and when that is changed.
func (p *Port) reading() (context.Context, context.CancelFunc, error) {
	p.state.Lock()
	defer p.state.Unlock()
	if p.open.Err() != nil {
		return nil, nil, ErrClosed
	}
	var ctx context.Context
	if p.deadline.IsZero() {
		ctx, p.changed = context.WithCancel(p.open)
	} else {
		ctx, p.changed = context.WithDeadline(p.open, p.deadline)
	}
	return ctx, p.changed, nil
}

func (p *Port) drain(buffer []byte) int {
	n := 0
	for n < len(buffer) && !p.device.flags().Has(rxfe) {
		word := p.device.data().Load()
		buffer[n] = byte(word)
		n++
		if word&(framingError|overrunError) != 0 {
			p.count(word)
		}
	}
	return n
}

func (p *Port) count(word uint32) {
	p.state.Lock()
	defer p.state.Unlock()
	if word&framingError != 0 {
		p.errors.Framing++
	}
	if word&overrunError != 0 {
		p.errors.Overrun++
	}
}

// Write sends all bytes; it waits while the FIFO is full, and returns when the last one is in it.
func (p *Port) Write(bytes []byte) (int, error) {
	p.writer.Lock()
	defer p.writer.Unlock()
	for n := 0; n < len(bytes); {
		if p.open.Err() != nil {
			return n, ErrClosed
		}
		// The interrupt is an event: the FIFO falls to its level. One that came before is no news.
		p.device.clear().Store(txIM)
		for n < len(bytes) && !p.device.flags().Has(txff) {
			p.device.data().Store(uint32(bytes[n]))
			n++
		}
		if n < len(bytes) {
			if err := p.await(p.open, txIM); err != nil {
				return n, err
			}
		}
	}
	return len(bytes), nil
}

// await waits for one of the port's interrupts, which reader and writer tell apart by themselves:
// both are woken. It also returns, without an error, when the context ends.
func (p *Port) await(ctx context.Context, interrupts uint32) error {
	p.setMask(interrupts, true)
	defer p.setMask(interrupts, false)
	err := p.device.line.Wait(ctx)
	if p.open.Err() != nil {
		return ErrClosed
	}
	if ctx.Err() != nil {
		return nil
	}
	return err
}

func (p *Port) setMask(interrupts uint32, on bool) {
	p.mask.Lock()
	defer p.mask.Unlock()
	if on {
		p.device.mask().Set(interrupts)
	} else {
		p.device.mask().Clear(interrupts)
	}
}

// Flush waits until the last character has left.
func (p *Port) Flush() error {
	p.writer.Lock()
	defer p.writer.Unlock()
	for p.device.flags().Has(busy) {
		if p.open.Err() != nil {
			return ErrClosed
		}
		time.Sleep(flushPoll)
	}
	return nil
}

const flushPoll = 20 * time.Microsecond

// Close sends what is in the FIFO, switches the port off and ends the calls that wait for it.
func (p *Port) Close() error {
	if err := p.Flush(); err != nil {
		return err
	}
	p.state.Lock()
	defer p.state.Unlock()
	if p.open.Err() != nil {
		return ErrClosed
	}
	p.close()
	p.device.mask().Store(0)
	p.device.enable().Store(0)
	return nil
}

var _ io.ReadWriteCloser = (*Port)(nil)
