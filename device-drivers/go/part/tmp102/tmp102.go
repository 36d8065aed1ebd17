// Package tmp102 reads the temperature sensor TMP102 (Texas Instruments SBOS397) on an I2C bus.
package tmp102

import (
	"errors"
	"fmt"
	"time"

	"hostless.dev/board/i2c"
)

// Address is the part's address with its pin ADD0 at ground; 0x49 to 0x4b are the others.
const Address = 0x48

const (
	temperature   = 0x00
	configuration = 0x01

	oneShot  = 0x80
	shutdown = 0x01
)

// Conversion is the time in which the part measures, at most.
const Conversion = 35 * time.Millisecond

// ErrNoSensor is the error of [New] when nobody answers.
var ErrNoSensor = errors.New("tmp102: there is no sensor")

// Celsius is a temperature in sixteenths of a degree.
type Celsius int16

// Degrees is the temperature as a number.
func (c Celsius) Degrees() float64 { return float64(c) / 16 }

func (c Celsius) String() string { return fmt.Sprintf("%.2f °C", c.Degrees()) }

// Bus is what the driver needs of one.
type Bus interface {
	Tx(address uint16, write, read []byte) error
}

// Sensor is one part.
type Sensor struct {
	bus     Bus
	address uint16
}

// New looks for the part, which measures four times a second from its reset on. Until its first
// measurement has ended, a [Conversion] after its power came, it tells 0 °C.
func New(bus Bus, address uint16) (*Sensor, error) {
	s := &Sensor{bus, address}
	if _, err := s.Read(); err != nil {
		if errors.Is(err, i2c.ErrNoAcknowledge) {
			return nil, fmt.Errorf("%w at %#x", ErrNoSensor, address)
		}
		return nil, err
	}
	return s, nil
}

// Read tells the newest measurement.
func (s *Sensor) Read() (Celsius, error) {
	var word [2]byte
	if err := s.bus.Tx(s.address, []byte{temperature}, word[:]); err != nil {
		return 0, err
	}
	// Twelve bits, left-justified; the last bit tells that there are thirteen.
	value := int16(word[0])<<8 | int16(word[1])
	if value&1 != 0 {
		return Celsius(value >> 3), nil
	}
	return Celsius(value >> 4), nil
}

// Measure has the part sleep but for one measurement, waits for it and reads it. From then on it
// measures only when asked.
func (s *Sensor) Measure() (Celsius, error) {
	var config [2]byte
	if err := s.bus.Tx(s.address, []byte{configuration}, config[:]); err != nil {
		return 0, err
	}
	write := []byte{configuration, config[0] | oneShot | shutdown, config[1]}
	if err := s.bus.Tx(s.address, write, nil); err != nil {
		return 0, err
	}
	time.Sleep(Conversion)
	return s.Read()
}
