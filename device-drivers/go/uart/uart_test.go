//go:build !wasip1

package uart_test

import (
	"errors"
	"os"
	"sync"
	"testing"
	"time"

	"hostless.dev/board/mmio"
	"hostless.dev/board/mmio/mmiotest"
	"hostless.dev/board/uart"
)

const base = 0x4004_0000

// port plays the device: FIFOs of 16, whose levels assert the line through the mask.
type port struct {
	mu    sync.Mutex
	bus   *mmiotest.Memory
	lines *mmiotest.Controller
	in    []uint32
	out   []byte
	mask  uint32
}

func newPort(t *testing.T) *port {
	p := &port{bus: new(mmiotest.Memory)}
	p.lines = p.bus.Controller()
	t.Cleanup(mmio.Install(p.bus))
	p.bus.OnRead(base, func() uint32 {
		p.mu.Lock()
		defer p.mu.Unlock()
		if len(p.in) == 0 {
			return 0
		}
		word := p.in[0]
		p.in = p.in[1:]
		p.update()
		return word
	})
	p.bus.OnWrite(base, func(value uint32) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.out = append(p.out, byte(value))
		p.update()
	})
	p.bus.OnRead(base+0x18, func() uint32 {
		p.mu.Lock()
		defer p.mu.Unlock()
		flags := uint32(0)
		if len(p.in) == 0 {
			flags |= 1 << 4
		}
		if len(p.out)%16 == 15 && p.mask&(1<<5) == 0 {
			flags |= 1 << 5 // full, until the driver waits for room
		}
		return flags
	})
	p.bus.OnRead(base+0x38, func() uint32 {
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.mask
	})
	p.bus.OnWrite(base+0x38, func(mask uint32) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.mask = mask
		if mask&(1<<5) != 0 {
			p.out = append(p.out, '|')
		}
		p.update()
	})
	return p
}

func (p *port) update() {
	p.lines.Assert(4, p.mask&(1<<4) != 0 && len(p.in) > 0 || p.mask&(1<<5) != 0)
}

func (p *port) receive(words ...uint32) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.in = append(p.in, words...)
	p.update()
}

func TestTheSpeedIsTheDivisorOfTheClock(t *testing.T) {
	p := newPort(t)
	if _, err := uart.Open(uart.UART1, uart.Config{Baud: 115_200}); err != nil {
		t.Fatal(err)
	}
	// 16 MHz / (16 * 115200) is 8 and 44 or 45 64ths.
	if whole, part := p.bus.Get(base+0x24), p.bus.Get(base+0x28); whole != 8 || part != 44 {
		t.Errorf("the divisor is %d and %d/64", whole, part)
	}
	if got := p.bus.Get(base + 0x2c); got != 0x70 {
		t.Errorf("LCR_H is %#x", got)
	}
	if got := p.bus.Get(base + 0x30); got != 0x301 {
		t.Errorf("CR is %#x", got)
	}
}

func TestAReaderWaitsForBytesAndCountsWhatIsWrongWithThem(t *testing.T) {
	p := newPort(t)
	u, err := uart.Open(uart.UART1, uart.Config{})
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(3*time.Millisecond, func() { p.receive('a', 'b'|1<<8, 'c'|1<<11) })
	buffer := make([]byte, 10)
	if n, err := u.Read(buffer); err != nil || string(buffer[:n]) != "abc" {
		t.Errorf("read %q, %v", buffer[:n], err)
	}
	if got := u.Errors(); got != (uart.Errors{Framing: 1, Overrun: 1}) {
		t.Errorf("counted %+v", got)
	}
	if p.bus.Read32(base+0x38) != 0 {
		t.Error("the interrupt is still let through")
	}
	if err := u.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		t.Error(err)
	}
	if _, err := u.Read(buffer); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestADeadlineEndsAReadThatWaitsAlready(t *testing.T) {
	newPort(t)
	u, err := uart.Open(uart.UART1, uart.Config{})
	if err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(3*time.Millisecond, func() {
		if err := u.SetReadDeadline(time.Now()); err != nil {
			t.Error(err)
		}
	})
	if _, err := u.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestAWriterWaitsForRoom(t *testing.T) {
	p := newPort(t)
	u, err := uart.Open(uart.UART1, uart.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if n, err := u.Write([]byte("0123456789abcdefghij")); n != 20 || err != nil {
		t.Errorf("wrote %d, %v", n, err)
	}
	if got := string(p.out); got != "0123456789abcde|fghij" {
		t.Errorf("sent %q", got)
	}
	if err := u.Close(); err != nil {
		t.Error(err)
	}
	if _, err := u.Write([]byte("x")); !errors.Is(err, uart.ErrClosed) {
		t.Errorf("got %v", err)
	}
	if err := u.Close(); !errors.Is(err, uart.ErrClosed) {
		t.Errorf("got %v", err)
	}
}
