// Command weather-station is the firmware of a board that measures the weather, logs it, talks over
// its UART and answers interrupts. What its board has no sensor for is simulated. It has the shape of real firmware (goroutines, timers, a
// console, steady allocation), so that what a board shows of it means something.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"os"
	"time"
)

type station struct {
	started time.Time
	sky     *sky
	parts   *parts
	history *history
	ticker  *time.Ticker
	rate    time.Duration
	quiet   bool
}

func main() {
	rate := flag.Duration("rate", 250*time.Millisecond, "time between two samples")
	keep := flag.Int("history", 600, "samples to keep")
	samples := flag.Int("samples", 0, "exit after so many samples; 0 runs on")
	poll := flag.Duration("poll", 20*time.Millisecond, "time between two looks at the interrupts")
	seed := flag.Uint64("seed", 1, "which weather")
	quiet := flag.Bool("quiet", false, "print no line per sample")
	flag.Parse()
	if *rate < minRate || *keep < 1 || *poll <= 0 {
		fmt.Fprintf(os.Stderr, "weather-station: wanted -rate of %v or more, -history of 1 or more"+
			" and -poll above 0, got %v, %d and %v\n", minRate, *rate, *keep, *poll)
		os.Exit(2)
	}

	s := &station{
		started: time.Now(),
		sky:     newSky(*seed),
		parts:   findParts(),
		history: newHistory(*keep),
		ticker:  time.NewTicker(*rate),
		rate:    *rate,
		quiet:   *quiet,
	}
	fmt.Printf("weather station: a sample every %v, type help for the commands\n", s.rate)
	s.parts.tell()
	presses := s.parts.watchButton()
	go watchInterrupts(s.started, *poll, s.parts.lines())
	commands := make(chan string)
	go readCommands(os.Stdin, commands)

	// Only this goroutine touches the station, so it needs no lock.
	for *samples == 0 || s.history.taken < *samples {
		select {
		case now := <-s.ticker.C:
			s.take(now)
		case <-presses:
			fmt.Println("button: a sample, please")
			s.take(time.Now())
		case command, open := <-commands:
			if !open {
				commands = nil // A UART whose other end is gone: sampling goes on.
				continue
			}
			s.execute(command)
		}
	}
	fmt.Printf("weather station: %d samples taken\n", s.history.taken)
}

func (s *station) take(now time.Time) {
	sample := s.measure(now)
	s.history.add(sample)
	s.parts.keep(sample)
	if !s.quiet {
		fmt.Println(sample)
	}
}

// measure takes the temperature from the sensor, if there is one, and the rest from the sky.
func (s *station) measure(now time.Time) *sample {
	sample := s.sky.measure(now.Sub(s.started))
	if celsius, ok := s.parts.temperature(); ok {
		sample.temperature = celsius
	}
	return sample
}

// readCommands blocks in Read. On a board fd 0 is non-blocking, so only this goroutine waits.
func readCommands(uart io.Reader, commands chan<- string) {
	defer close(commands)
	lines := bufio.NewScanner(uart)
	for lines.Scan() {
		commands <- lines.Text()
	}
	if err := lines.Err(); err != nil {
		fmt.Printf("console: %v\n", err)
	}
}
