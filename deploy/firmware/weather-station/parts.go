package main

import (
	"context"
	"errors"
	"fmt"

	"hostless.dev/board/gpio"
	"hostless.dev/board/i2c"
	"hostless.dev/board/irq"
	"hostless.dev/board/part/at24c32"
	"hostless.dev/board/part/button"
	"hostless.dev/board/part/led"
	"hostless.dev/board/part/tmp102"
)

// Where the light and the button are, on boards that have them.
const (
	ledPin    = gpio.Pin(13)
	buttonPin = gpio.Pin(2)
)

// parts is what the board has beside its devices. Each may be missing.
type parts struct {
	sensor *tmp102.Sensor
	log    *eventLog
	light  *led.LED
	button *button.Button
	faults []error
}

// findParts asks the bus who is there. Pins cannot tell: the light and the button are taken for
// there on a board that has the sensor.
func findParts() *parts {
	p := new(parts)
	bus, err := i2c.Open(i2c.Config{})
	if err != nil {
		p.faults = append(p.faults, err)
		return p
	}
	if p.sensor, err = tmp102.New(bus, tmp102.Address); err != nil {
		p.sensor = nil
		p.faults = append(p.faults, err)
	}
	memory, err := at24c32.New(bus, at24c32.Address)
	if err == nil {
		p.log, err = openLog(memory)
	}
	if err != nil {
		p.faults = append(p.faults, err)
	}
	if p.sensor != nil {
		p.light = led.New(ledPin, false)
		if p.button, err = button.New(buttonPin); err != nil {
			p.faults = append(p.faults, err)
		}
	}
	return p
}

// tell says what is missing, and what was in the log.
func (p *parts) tell() {
	for _, fault := range p.faults {
		fmt.Printf("parts: %v\n", fault)
	}
	if p.sensor == nil {
		fmt.Println("parts: the weather is simulated")
	} else {
		fmt.Printf("parts: the temperature is a TMP102's, LED at pin %d, button at pin %d\n",
			ledPin, buttonPin)
	}
	if p.log != nil {
		fmt.Printf("parts: the log has %d records\n", p.log.records())
	}
}

// lines are those that no driver waits for.
func (p *parts) lines() irq.Set {
	free := ^irq.Set(0)
	if p.sensor != nil || p.log != nil {
		free &^= irq.SetOf(irq.I2C0)
	}
	if p.button != nil {
		free &^= irq.SetOf(irq.GPIO0)
	}
	return free
}

// watchButton tells of each press; without a button there are none.
func (p *parts) watchButton() <-chan struct{} {
	if p.button == nil {
		return nil
	}
	presses := make(chan struct{}, 1)
	go func() {
		for {
			down, err := p.button.Wait(context.Background())
			if err != nil {
				return
			}
			if down {
				select {
				case presses <- struct{}{}:
				default: // The station has not taken the sample for the press before yet.
				}
			}
		}
	}()
	return presses
}

// temperature is the sensor's. When that fails, the station goes on without it.
func (p *parts) temperature() (float64, bool) {
	if p.sensor == nil {
		return 0, false
	}
	celsius, err := p.sensor.Read()
	if err != nil {
		fmt.Printf("parts: %v; the weather is simulated from now on\n", err)
		p.sensor = nil
		return 0, false
	}
	return celsius.Degrees(), true
}

// keep writes a sample to the log and blinks.
func (p *parts) keep(s *sample) {
	if p.light != nil {
		p.light.Toggle()
	}
	if p.log == nil {
		return
	}
	if err := p.log.add(s); err != nil {
		fmt.Printf("parts: %v; nothing is logged from now on\n", err)
		p.log = nil
	}
}

func (p *parts) printLog(count int) {
	if p.log == nil {
		fmt.Println("log: there is no EEPROM")
		return
	}
	err := p.log.each(count, func(r record) { fmt.Println("log:", r) })
	if err != nil && !errors.Is(err, errNoRecord) {
		fmt.Println("log:", err)
	}
}
