package at24c32_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"

	"hostless.dev/board/i2c"
	"hostless.dev/board/part/at24c32"
)

// memory plays the part: writes wrap within a page, and the part is deaf while it stores.
type memory struct {
	bytes  [at24c32.Size]byte
	at     int
	deaf   int // how often it does not acknowledge
	writes int
}

func (m *memory) Tx(address uint16, write, read []byte) error {
	if address != at24c32.Address || m.deaf > 0 {
		m.deaf--
		return fmt.Errorf("not now: %w", i2c.ErrNoAcknowledge)
	}
	if len(write) >= 2 {
		m.at = int(write[0]&0xf)<<8 | int(write[1])
		for i, value := range write[2:] {
			m.bytes[m.at&^31|(m.at+i)&31] = value
		}
		if len(write) > 2 {
			m.deaf = 3
			m.writes++
		}
	}
	for i := range read {
		read[i] = m.bytes[(m.at+i)%at24c32.Size]
	}
	return nil
}

func TestWhatIsWrittenAcrossPagesIsReadBack(t *testing.T) {
	part := new(memory)
	m, err := at24c32.New(part, at24c32.Address)
	if err != nil {
		t.Fatal(err)
	}
	text := []byte("a text that is longer than a page of thirty-two bytes has room for")
	if n, err := m.WriteAt(text, 20); n != len(text) || err != nil {
		t.Fatal(n, err)
	}
	if part.writes != 3 {
		t.Errorf("%d page writes, want 3", part.writes)
	}
	got := make([]byte, len(text))
	if n, err := m.ReadAt(got, 20); n != len(text) || err != nil || !bytes.Equal(got, text) {
		t.Errorf("read %q, %v", got[:n], err)
	}
}

func TestTheEndIsTheEnd(t *testing.T) {
	m, err := at24c32.New(new(memory), at24c32.Address)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := m.WriteAt([]byte("abc"), at24c32.Size-2); n != 2 || err != io.ErrShortWrite {
		t.Errorf("wrote %d, %v", n, err)
	}
	text, err := io.ReadAll(io.NewSectionReader(m, at24c32.Size-3, 100))
	if string(text) != "\x00ab" || err != nil {
		t.Errorf("read %q, %v", text, err)
	}
	if _, err := m.ReadAt(nil, at24c32.Size+1); err == nil {
		t.Error("an offset beyond the end was taken")
	}
	if _, err := m.WriteAt(nil, -1); err == nil {
		t.Error("an offset before the beginning was taken")
	}
}

func TestAPartThatIsNotThereIsSaidAndOneThatStaysBusyGivenUp(t *testing.T) {
	if _, err := at24c32.New(new(memory), 0x51); !errors.Is(err, at24c32.ErrNoMemory) {
		t.Errorf("got %v", err)
	}
	part := new(memory)
	m, err := at24c32.New(part, at24c32.Address)
	if err != nil {
		t.Fatal(err)
	}
	part.deaf = 1 << 30
	if _, err := m.WriteAt([]byte("x"), 0); !errors.Is(err, i2c.ErrNoAcknowledge) {
		t.Errorf("got %v", err)
	}
}
