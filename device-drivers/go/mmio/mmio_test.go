//go:build !wasip1

package mmio_test

import (
	"slices"
	"testing"

	"hostless.dev/board/mmio"
	"hostless.dev/board/mmio/mmiotest"
)

func TestBitsChangeAloneAndEachChangeIsOneWrite(t *testing.T) {
	bus := new(mmiotest.Memory)
	defer mmio.Install(bus)()
	r := mmio.Register(0x4000_0010)
	r.Store(0xf0)
	r.Set(0x0f)
	r.Clear(0x3c)
	r.Replace(0xff00, 0xabcd)
	want := []string{"0x40000010=0xf0", "0x40000010=0xff", "0x40000010=0xc3", "0x40000010=0xabc3"}
	if got := bus.Log(); !slices.Equal(got, want) {
		t.Errorf("wrote %v, want %v", got, want)
	}
	if !r.Has(0x81) || r.Has(0x84) {
		t.Errorf("Has is wrong for %#x", r.Load())
	}
}

func TestWithoutABusAnAccessPanicsWithTheAddress(t *testing.T) {
	defer func() {
		if got := recover(); got != "mmio: there is no board here and no bus installed, at 0x1234" {
			t.Errorf("panicked with %v", got)
		}
	}()
	mmio.Register(0x1234).Load()
}
