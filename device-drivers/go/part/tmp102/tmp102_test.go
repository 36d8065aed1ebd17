package tmp102_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"

	"hostless.dev/board/i2c"
	"hostless.dev/board/part/tmp102"
)

// sensor plays the part: a pointer register and two words.
type sensor struct {
	temperature, configuration [2]byte
}

func (s *sensor) Tx(address uint16, write, read []byte) error {
	if address != tmp102.Address {
		return fmt.Errorf("nobody there: %w", i2c.ErrNoAcknowledge)
	}
	word := &s.temperature
	if write[0] == 1 {
		word = &s.configuration
	}
	copy(word[:], write[1:])
	copy(read, word[:])
	return nil
}

func TestSixteenthsOfADegreeAreRightOfTheWord(t *testing.T) {
	for _, c := range []struct {
		word [2]byte
		want string
	}{
		{[2]byte{0x7f, 0xf0}, "127.94 °C"},
		{[2]byte{0x19, 0x00}, "25.00 °C"},
		{[2]byte{0x00, 0x10}, "0.06 °C"},
		{[2]byte{0xff, 0xf0}, "-0.06 °C"},
		{[2]byte{0xc9, 0x00}, "-55.00 °C"},
		{[2]byte{0x4b, 0x01}, "150.00 °C"}, // extended mode: 13 bits
		{[2]byte{0xe4, 0x81}, "-55.00 °C"},
	} {
		s, err := tmp102.New(&sensor{temperature: c.word}, tmp102.Address)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Read(); err != nil || got.String() != c.want {
			t.Errorf("% x is %v, %v, want %v", c.word, got, err, c.want)
		}
	}
}

func TestAMeasurementIsAskedForWithoutChangingTheRest(t *testing.T) {
	part := &sensor{configuration: [2]byte{0x60, 0xa0}, temperature: [2]byte{0x10, 0}}
	s, err := tmp102.New(part, tmp102.Address)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := s.Measure(); err != nil || got.Degrees() != 16 {
		t.Errorf("got %v, %v", got, err)
	}
	if !bytes.Equal(part.configuration[:], []byte{0xe1, 0xa0}) {
		t.Errorf("the configuration is % x", part.configuration)
	}
}

func TestASensorThatIsNotThereIsToldApartFromABusThatFails(t *testing.T) {
	if _, err := tmp102.New(&sensor{}, 0x49); !errors.Is(err, tmp102.ErrNoSensor) {
		t.Errorf("got %v", err)
	}
}
