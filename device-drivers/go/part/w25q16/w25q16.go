// Package w25q16 stores bytes in the flash memory W25Q16 (Winbond, revision M) on an SPI bus.
package w25q16

import (
	"errors"
	"fmt"
	"io"
	"sync"
	"time"
)

const (
	// Size is how many bytes the part holds.
	Size = 2 << 20
	// SectorBytes is what is erased at once.
	SectorBytes = 4096

	pageBytes = 256

	pageProgram = 0x02
	read        = 0x03
	readStatus  = 0x05
	writeEnable = 0x06
	eraseSector = 0x20
	identify    = 0x9f

	busy = 1 << 0

	programLimit = 10 * time.Millisecond
	eraseLimit   = time.Second
	programPoll  = 50 * time.Microsecond
	erasePoll    = 5 * time.Millisecond
)

// identity is what the part answers: Winbond, SPI flash, 2 MiB.
var identity = [3]byte{0xef, 0x40, 0x15}

// Errors of the flash.
var (
	ErrNoFlash = errors.New("w25q16: there is no such flash")
	ErrBusy    = errors.New("w25q16: it did not get ready")
)

// Device is the part as the bus sees it; package spi has one.
type Device interface {
	// Tx sends bytes and then receives some, while the part is chosen.
	Tx(write, read []byte) error
}

// Flash is one part. It is an [io.ReaderAt] and an [io.WriterAt].
type Flash struct {
	mu     sync.Mutex
	device Device
}

// New looks for the part.
func New(device Device) (*Flash, error) {
	var answer [3]byte
	if err := device.Tx([]byte{identify}, answer[:]); err != nil {
		return nil, err
	}
	if answer != identity {
		return nil, fmt.Errorf("%w: it calls itself % x, wanted % x", ErrNoFlash, answer[:],
			identity[:])
	}
	return &Flash{device: device}, nil
}

func command(code byte, offset int64) []byte {
	return []byte{code, byte(offset >> 16), byte(offset >> 8), byte(offset)}
}

// ReadAt reads from an offset. At the end it returns [io.EOF] with what there is.
func (f *Flash) ReadAt(p []byte, offset int64) (int, error) {
	if offset < 0 || offset > Size {
		return 0, fmt.Errorf("w25q16: wanted an offset from 0 to %d, got %d", Size, offset)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	n := int(min(int64(len(p)), Size-offset))
	if n > 0 {
		if err := f.device.Tx(command(read, offset), p[:n]); err != nil {
			return 0, err
		}
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// WriteAt programs bytes, which can only turn ones into zeros: erase first. It waits until the
// part has stored them. What does not fit is not written: then it returns [io.ErrShortWrite].
func (f *Flash) WriteAt(p []byte, offset int64) (int, error) {
	if offset < 0 || offset > Size {
		return 0, fmt.Errorf("w25q16: wanted an offset from 0 to %d, got %d", Size, offset)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	fits := int(min(int64(len(p)), Size-offset))
	for done := 0; done < fits; {
		at := offset + int64(done)
		n := min(fits-done, pageBytes-int(at%pageBytes))
		program := append(command(pageProgram, at), p[done:done+n]...)
		if err := f.change(program, programLimit, programPoll); err != nil {
			return done, err
		}
		done += n
	}
	if fits < len(p) {
		return fits, io.ErrShortWrite
	}
	return fits, nil
}

// Erase sets whole sectors to ones; offset and length must be multiples of [SectorBytes].
func (f *Flash) Erase(offset, length int64) error {
	if offset < 0 || length < 0 || offset%SectorBytes != 0 || length%SectorBytes != 0 ||
		length > Size || offset > Size-length {
		return fmt.Errorf("w25q16: wanted whole sectors of %d bytes below %d, got %d bytes at %d",
			SectorBytes, Size, length, offset)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	for at := offset; at < offset+length; at += SectorBytes {
		if err := f.change(command(eraseSector, at), eraseLimit, erasePoll); err != nil {
			return err
		}
	}
	return nil
}

func (f *Flash) change(command []byte, limit, poll time.Duration) error {
	if err := f.device.Tx([]byte{writeEnable}, nil); err != nil {
		return err
	}
	if err := f.device.Tx(command, nil); err != nil {
		return err
	}
	var status [1]byte
	for began := time.Now(); ; time.Sleep(poll) {
		if err := f.device.Tx([]byte{readStatus}, status[:]); err != nil {
			return err
		}
		if status[0]&busy == 0 {
			return nil
		}
		if time.Since(began) > limit {
			return ErrBusy
		}
	}
}

var (
	_ io.ReaderAt = (*Flash)(nil)
	_ io.WriterAt = (*Flash)(nil)
)
