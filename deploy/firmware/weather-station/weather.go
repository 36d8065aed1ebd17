package main

import (
	"fmt"
	"math"
	"time"
)

// A sample is what the station keeps of one burst.
type sample struct {
	at          time.Duration // since the station started
	temperature float64       // °C
	humidity    float64       // % of saturation
	pressure    float64       // hPa
	burst       *burst        // what it was made of; dropped when the next sample comes
}

func (s *sample) String() string {
	return fmt.Sprintf("%8.3fs  %6.2f C  %5.1f %%  %7.2f hPa",
		s.at.Seconds(), s.temperature, s.humidity, s.pressure)
}

// A burst is the raw material of one sample.
type burst struct {
	buffers [3][]int16 // as DMA fills them: temperature, humidity, pressure
	last    *reading
}

// A reading is one conversion of the three sensors, linked to the one before it.
type reading struct {
	temperature, humidity, pressure float64
	previous                        *reading
}

const (
	readingsPerBurst = 512
	// Together with the readings the buffers make a sample allocate some 220 KiB, so that a heap
	// of 4 MiB is collected every few seconds.
	bufferLength = 32 * 1024
)

// sky is a small model of the weather: it depends on nothing but the seed and the times asked for.
type sky struct {
	state uint64
	noise []int16
}

func newSky(seed uint64) *sky {
	s := &sky{state: seed*2 + 1, noise: make([]int16, 2*bufferLength)}
	for i := range s.noise {
		s.noise[i] = int16(s.next() >> 48)
	}
	return s
}

// next is xorshift64*: the program must not depend on the board's random numbers.
func (s *sky) next() uint64 {
	s.state ^= s.state >> 12
	s.state ^= s.state << 25
	s.state ^= s.state >> 27
	return s.state * 2685821657736338717
}

// measure takes a burst and averages it. A day of this sky lasts ten minutes.
func (s *sky) measure(at time.Duration) *sample {
	day := 2 * math.Pi * at.Minutes() / 10
	temperature := 14 + 8*math.Sin(day) + 1.5*math.Sin(5*day+1)
	humidity := 62 - 20*math.Sin(day-0.3) + 3*math.Cos(7*day)
	pressure := 1013.25 + 6*math.Sin(day/3) + 0.4*math.Sin(11*day)

	raw := &burst{buffers: [3][]int16{s.convert(), s.convert(), s.convert()}}
	result := &sample{at: at, burst: raw}
	for i := range readingsPerBurst {
		place := i * (bufferLength / readingsPerBurst)
		raw.last = &reading{
			temperature: temperature + float64(raw.buffers[0][place])/65536,
			humidity:    humidity + float64(raw.buffers[1][place])/8192,
			pressure:    pressure + float64(raw.buffers[2][place])/32768,
			previous:    raw.last,
		}
	}
	for r := raw.last; r != nil; r = r.previous {
		result.temperature += r.temperature / readingsPerBurst
		result.humidity += r.humidity / readingsPerBurst
		result.pressure += r.pressure / readingsPerBurst
	}
	return result
}

// convert fills a fresh buffer with noise, from a place that the generator chooses.
func (s *sky) convert() []int16 {
	buffer := make([]int16, bufferLength)
	copy(buffer, s.noise[s.next()%bufferLength:])
	return buffer
}
