package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"

	"hostless.dev/board/part/at24c32"
)

// The log is a ring of records in the EEPROM, two to a page. A record that a reset has torn does
// not check, and is no record.
const (
	recordBytes = 16
	logRecords  = at24c32.Size / recordBytes
)

var errNoRecord = errors.New("not a record")

type record struct {
	number      uint32        // counts on over resets
	at          time.Duration // since the start
	temperature int16         // hundredths of a degree
}

func (r record) String() string {
	return fmt.Sprintf("#%d %8.3fs  %6.2f C", r.number, r.at.Seconds(), float64(r.temperature)/100)
}

func (r record) bytes() []byte {
	b := make([]byte, 0, recordBytes)
	b = binary.LittleEndian.AppendUint32(b, r.number)
	b = binary.LittleEndian.AppendUint32(b, uint32(r.at.Milliseconds()))
	b = binary.LittleEndian.AppendUint16(b, uint16(r.temperature))
	b = append(b, 0, 0)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

func parseRecord(b []byte) (record, error) {
	if crc32.ChecksumIEEE(b[:recordBytes-4]) != binary.LittleEndian.Uint32(b[recordBytes-4:]) {
		return record{}, errNoRecord
	}
	return record{
		number:      binary.LittleEndian.Uint32(b),
		at:          time.Duration(binary.LittleEndian.Uint32(b[4:])) * time.Millisecond,
		temperature: int16(binary.LittleEndian.Uint16(b[8:])),
	}, nil
}

type store interface {
	io.ReaderAt
	io.WriterAt
}

type eventLog struct {
	memory store
	next   uint32 // the number of the next record
	count  int
}

// openLog looks for the newest record.
func openLog(memory store) (*eventLog, error) {
	all := make([]byte, at24c32.Size)
	if _, err := memory.ReadAt(all, 0); err != nil {
		return nil, err
	}
	l := &eventLog{memory: memory}
	for place := range logRecords {
		r, err := parseRecord(all[place*recordBytes : (place+1)*recordBytes])
		if err != nil || int(r.number%logRecords) != place {
			continue
		}
		l.count++
		l.next = max(l.next, r.number+1)
	}
	return l, nil
}

func (l *eventLog) records() int { return l.count }

func (l *eventLog) add(s *sample) error {
	r := record{l.next, s.at, int16(s.temperature * 100)}
	if _, err := l.memory.WriteAt(r.bytes(), int64(l.next%logRecords)*recordBytes); err != nil {
		return err
	}
	l.next++
	l.count = min(l.count+1, logRecords)
	return nil
}

// each tells the newest records, the oldest of them first.
func (l *eventLog) each(count int, tell func(record)) error {
	count = min(count, l.count)
	b := make([]byte, recordBytes)
	for number := l.next - uint32(count); number != l.next; number++ {
		if _, err := l.memory.ReadAt(b, int64(number%logRecords)*recordBytes); err != nil {
			return err
		}
		r, err := parseRecord(b)
		if err != nil {
			return err
		}
		tell(r)
	}
	return nil
}
