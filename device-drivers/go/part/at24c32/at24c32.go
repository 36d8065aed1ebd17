// Package at24c32 stores bytes in the EEPROM AT24C32 (Atmel 0336) on an I2C bus.
package at24c32

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"hostless.dev/board/i2c"
)

const (
	// Address is the part's address with its address pins at ground; 0x51 to 0x57 are the others.
	Address = 0x50
	// Size is how many bytes the part holds.
	Size = 4096

	pageBytes  = 32
	writeLimit = 20 * time.Millisecond
	writePoll  = 500 * time.Microsecond
)

// Errors of the EEPROM.
var (
	ErrNoMemory = errors.New("at24c32: there is no EEPROM")
	ErrBusy     = errors.New("at24c32: a write did not end")
)

// Bus is what the driver needs of one.
type Bus interface {
	Tx(address uint16, write, read []byte) error
}

// Memory is one part. It is an [io.ReaderAt] and an [io.WriterAt].
type Memory struct {
	mu      sync.Mutex
	bus     Bus
	address uint16
}

// New looks for the part.
func New(bus Bus, address uint16) (*Memory, error) {
	m := &Memory{bus: bus, address: address}
	if err := m.ready(); err != nil {
		if errors.Is(err, ErrBusy) {
			return nil, fmt.Errorf("%w at %#x", ErrNoMemory, address)
		}
		return nil, err
	}
	return m, nil
}

// ready waits for a write to end: meanwhile the part does not acknowledge.
func (m *Memory) ready() error {
	for began := time.Now(); ; time.Sleep(writePoll) {
		err := m.bus.Tx(m.address, nil, nil)
		if !errors.Is(err, i2c.ErrNoAcknowledge) {
			return err
		}
		if time.Since(began) > writeLimit {
			return ErrBusy
		}
	}
}

// ReadAt reads from an offset. At the end it returns [io.EOF] with what there is.
func (m *Memory) ReadAt(p []byte, offset int64) (int, error) {
	if offset < 0 || offset > Size {
		return 0, fmt.Errorf("at24c32: wanted an offset from 0 to %d, got %d", Size, offset)
	}
	n := int(min(int64(len(p)), Size-offset))
	if n > 0 {
		m.mu.Lock()
		defer m.mu.Unlock()
		if err := m.bus.Tx(m.address, place(offset), p[:n]); err != nil {
			return 0, err
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// WriteAt writes at an offset, page by page, and waits until the part has stored it. What does not
// fit is not written: then it returns [io.ErrShortWrite].
func (m *Memory) WriteAt(p []byte, offset int64) (int, error) {
	if offset < 0 || offset > Size {
		return 0, fmt.Errorf("at24c32: wanted an offset from 0 to %d, got %d", Size, offset)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	fits := int(min(int64(len(p)), Size-offset))
	for done := 0; done < fits; {
		at := offset + int64(done)
		n := min(fits-done, pageBytes-int(at%pageBytes))
		if err := m.bus.Tx(m.address, append(place(at), p[done:done+n]...), nil); err != nil {
			return done, err
		}
		if err := m.ready(); err != nil {
			return done, err
		}
		done += n
	}
	if fits < len(p) {
		return fits, io.ErrShortWrite
	}
	return fits, nil
}

func place(offset int64) []byte {
	return append(make([]byte, 0, 2+pageBytes), byte(offset>>8), byte(offset))
}

var (
	_ io.ReaderAt = (*Memory)(nil)
	_ io.WriterAt = (*Memory)(nil)
)
