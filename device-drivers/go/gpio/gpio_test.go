//go:build !wasip1

package gpio_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"hostless.dev/board/gpio"
	"hostless.dev/board/mmio"
	"hostless.dev/board/mmio/mmiotest"
)

const base = 0x4003_0000

// pins plays the block: pending bits are cleared by ones, and assert the line while enabled.
type pins struct {
	*mmiotest.Memory
	lines *mmiotest.Controller
}

func newPins(t *testing.T) pins {
	p := pins{Memory: new(mmiotest.Memory)}
	p.lines = p.Controller()
	t.Cleanup(mmio.Install(p.Memory))
	for _, offset := range []uint32{0x1c, 0x24} {
		address := base + offset
		pending := uint32(0)
		p.OnRead(address, func() uint32 { return pending })
		p.OnWrite(address, func(bits uint32) {
			if bits&(1<<31) != 0 { // the test's own way to set bits
				pending |= bits &^ (1 << 31)
			} else {
				pending &^= bits
			}
			p.update()
		})
	}
	return p
}

func (p pins) update() {
	level := p.Read32(base+0x1c)&p.Get(base+0x18)|p.Read32(base+0x24)&p.Get(base+0x20) != 0
	p.lines.Assert(3, level)
}

func (p pins) edge(offset uint32, pin gpio.Pin) { p.Write32(base+offset, 1<<31|1<<pin) }

func TestAModeSetsItsRegistersAndLeavesOtherPinsAlone(t *testing.T) {
	p := newPins(t)
	other := uint32(1 << 20)
	for _, offset := range []uint32{0x04, 0x08, 0x10, 0x4c} {
		p.Put(base+offset, other)
	}
	for _, c := range []struct {
		mode                    gpio.Mode
		input, output, up, down uint32
	}{
		{gpio.Output, 2, 2, 0, 0}, {gpio.InputPullUp, 2, 0, 2, 0},
		{gpio.InputPullDown, 2, 0, 0, 2}, {gpio.Input, 2, 0, 0, 0}, {gpio.Off, 0, 0, 0, 0},
	} {
		gpio.Pin(1).Configure(c.mode)
		got := [4]uint32{p.Get(base + 0x04), p.Get(base + 0x08), p.Get(base + 0x10), p.Get(base + 0x4c)}
		want := [4]uint32{c.input | other, c.output | other, c.up | other, c.down | other}
		if got != want {
			t.Errorf("mode %d: got %#x, want %#x", c.mode, got, want)
		}
	}
	gpio.Pin(1).Set(true)
	gpio.Pin(2).Toggle()
	gpio.Pin(1).Set(false)
	if got := p.Get(base + 0x0c); got != 4 {
		t.Errorf("output_val is %#x", got)
	}
}

func TestEachWatcherGetsTheEdgesOfItsPin(t *testing.T) {
	p := newPins(t)
	one, err := gpio.Pin(1).Watch(gpio.Rising, 2)
	if err != nil {
		t.Fatal(err)
	}
	two, err := gpio.Pin(2).Watch(gpio.Both, 1)
	if err != nil {
		t.Fatal(err)
	}
	p.edge(0x1c, 1)
	if event, err := one.Wait(context.Background()); err != nil || event.Pin != 1 ||
		event.Edge != gpio.Rising {
		t.Errorf("got %+v, %v", event, err)
	}
	p.edge(0x1c, 2)
	for p.Read32(base+0x1c) != 0 {
		time.Sleep(time.Millisecond)
	}
	p.edge(0x24, 2)
	for p.Read32(base+0x24) != 0 {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(5 * time.Millisecond)
	if event := <-two.C; event.Edge != gpio.Rising || two.Dropped() != 1 {
		t.Errorf("got %+v and dropped %d", event, two.Dropped())
	}
	one.Stop()
	one.Stop()
	two.Stop()
	if p.Get(base+0x18) != 0 || p.Get(base+0x20) != 0 {
		t.Error("interrupts are still enabled")
	}
}

func TestAWaitForAnEdgeCanBeGivenUpAndWrongOnesAreRefused(t *testing.T) {
	newPins(t)
	w, err := gpio.Pin(7).Watch(gpio.Falling, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Stop()
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := w.Wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if _, err := gpio.Pin(8).Watch(0, 1); err == nil {
		t.Error("no edge was taken")
	}
	if _, err := gpio.Pin(8).Watch(gpio.Both, 0); err == nil {
		t.Error("no buffer was taken")
	}
}
