package w25q16_test

import (
	"bytes"
	"errors"
	"io"
	"testing"

	"hostless.dev/board/part/w25q16"
)

// chip plays the part: programming only clears bits, and nothing happens unless it was enabled.
type chip struct {
	bytes   [w25q16.Size]byte
	enabled bool
	busy    int
	id      []byte
}

func (c *chip) Tx(write, read []byte) error {
	at := 0
	if len(write) >= 4 {
		at = int(write[1])<<16 | int(write[2])<<8 | int(write[3])
	}
	switch write[0] {
	case 0x9f:
		copy(read, c.id)
	case 0x05:
		read[0] = 0
		if c.busy > 0 {
			c.busy--
			read[0] = 1
		}
	case 0x06:
		c.enabled = true
	case 0x03:
		copy(read, c.bytes[at:])
	case 0x02, 0x20:
		if !c.enabled || c.busy > 0 {
			return errors.New("it was not ready")
		}
		c.enabled = false
		c.busy = 2
		if write[0] == 0x20 {
			for i := range c.bytes[at : at+w25q16.SectorBytes] {
				c.bytes[at+i] = 0xff
			}
			return nil
		}
		for i, value := range write[4:] {
			c.bytes[at&^255|(at+i)&255] &= value
		}
	}
	return nil
}

func open(t *testing.T) (*chip, *w25q16.Flash) {
	part := &chip{id: []byte{0xef, 0x40, 0x15}}
	f, err := w25q16.New(part)
	if err != nil {
		t.Fatal(err)
	}
	return part, f
}

func TestASectorIsErasedAndProgrammedPageByPage(t *testing.T) {
	_, f := open(t)
	if err := f.Erase(2*w25q16.SectorBytes, w25q16.SectorBytes); err != nil {
		t.Fatal(err)
	}
	text := bytes.Repeat([]byte("0123456789"), 60)
	const at = 2*w25q16.SectorBytes + 100
	if n, err := f.WriteAt(text, at); n != len(text) || err != nil {
		t.Fatal(n, err)
	}
	got := make([]byte, len(text)+1)
	if n, err := f.ReadAt(got, at); n != len(got) || err != nil || !bytes.Equal(got[:n-1], text) ||
		got[n-1] != 0xff {
		t.Errorf("read %d, %v", n, err)
	}
}

func TestTheEndAndWrongPlaces(t *testing.T) {
	_, f := open(t)
	if n, err := f.ReadAt(make([]byte, 3), w25q16.Size-1); n != 1 || err != io.EOF {
		t.Errorf("read %d, %v", n, err)
	}
	if n, err := f.WriteAt(make([]byte, 3), w25q16.Size-1); n != 1 || err != io.ErrShortWrite {
		t.Errorf("wrote %d, %v", n, err)
	}
	for _, c := range [][2]int64{{1, 4096}, {0, 1}, {w25q16.Size, 4096}, {-4096, 4096},
		{0, w25q16.Size + 4096}, {4096, -4096}} {
		if err := f.Erase(c[0], c[1]); err == nil {
			t.Errorf("%d bytes at %d were erased", c[1], c[0])
		}
	}
}

func TestAnotherPartIsRefusedAndABusyOneGivenUp(t *testing.T) {
	if _, err := w25q16.New(&chip{id: []byte{1, 2, 3}}); !errors.Is(err, w25q16.ErrNoFlash) {
		t.Errorf("got %v", err)
	}
	part, f := open(t)
	part.busy = 0
	if _, err := f.WriteAt([]byte{0}, 0); err != nil {
		t.Fatal(err)
	}
	part.busy = 0
	part.enabled = false
	if err := f.Erase(0, 4096); err != nil {
		t.Error(err)
	}
}
