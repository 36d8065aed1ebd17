//go:build wasip1

package boardtest

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"hostless.dev/board/i2c"
	"hostless.dev/board/part/at24c32"
	"hostless.dev/board/part/tmp102"
	"hostless.dev/board/part/w25q16"
	"hostless.dev/board/spi"
)

// These run on boards that have the parts: a TMP102 and an AT24C32 on i2c0, and a W25Q16 whose
// chip select is pin 10.

func bus(t *testing.T) *i2c.Bus {
	b, err := i2c.Open(i2c.Config{Hz: i2c.Fast})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestASensorTellsATemperature(t *testing.T) {
	s, err := tmp102.New(bus(t), tmp102.Address)
	if errors.Is(err, tmp102.ErrNoSensor) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(tmp102.Conversion) // The part may just have got its power.
	first, err := s.Read()
	if err != nil || first < -55*16 || first > 150*16 {
		t.Errorf("read %v, %v", first, err)
	}
	if again, err := s.Measure(); err != nil || again != first {
		t.Errorf("measured %v, %v, after %v", again, err, first)
	}
}

func TestAnEepromKeepsBytesReadInPiecesOfEverySize(t *testing.T) {
	b := bus(t)
	m, err := at24c32.New(b, at24c32.Address)
	if errors.Is(err, at24c32.ErrNoMemory) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("what is written across the pages of an EEPROM can be read back in any pieces")
	if n, err := m.WriteAt(text, 4000); n != len(text) || err != nil {
		t.Fatal(n, err)
	}
	for size := 1; size <= len(text); size++ {
		got := make([]byte, size)
		if n, err := m.ReadAt(got, 4000); n != size || err != nil || !bytes.Equal(got, text[:size]) {
			t.Fatalf("%d bytes are %q, %v", size, got, err)
		}
	}
	if there, err := b.Probe(at24c32.Address); !there || err != nil {
		t.Errorf("the probe says %v, %v", there, err)
	}
}

func TestAFlashIsErasedAndProgrammed(t *testing.T) {
	chips, err := spi.Open(spi.Config{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := w25q16.New(chips.Device(10))
	if errors.Is(err, w25q16.ErrNoFlash) {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Erase(w25q16.SectorBytes, w25q16.SectorBytes); err != nil {
		t.Fatal(err)
	}
	text := bytes.Repeat([]byte("flash"), 100)
	if n, err := f.WriteAt(text, w25q16.SectorBytes+200); n != len(text) || err != nil {
		t.Fatal(n, err)
	}
	got := make([]byte, len(text)+1)
	if n, err := f.ReadAt(got, w25q16.SectorBytes+200); n != len(got) || err != nil ||
		!bytes.Equal(got[:len(text)], text) || got[len(text)] != 0xff {
		t.Errorf("read %d, %v", n, err)
	}
}
