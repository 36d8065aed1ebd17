// Package button reads a push button on a pin, without its bounces.
package button

import (
	"context"
	"time"

	"hostless.dev/board/gpio"
)

// Settle is how long a level must last to count.
const Settle = 5 * time.Millisecond

// Button is a button between its pin and ground, with the pin's pull-up.
type Button struct {
	pin     gpio.Pin
	watcher *gpio.Watcher
	down    bool
}

// bounces is room for the edges of one press.
const bounces = 64

// New sets the pin up.
func New(pin gpio.Pin) (*Button, error) {
	pin.Configure(gpio.InputPullUp)
	watcher, err := pin.Watch(gpio.Both, bounces)
	if err != nil {
		return nil, err
	}
	return &Button{pin: pin, watcher: watcher, down: !pin.Get()}, nil
}

// Down tells whether the button is held down now.
func (b *Button) Down() bool { return !b.pin.Get() }

// Wait waits for the button to be pressed or let go, and tells which. One goroutine may wait.
func (b *Button) Wait(ctx context.Context) (down bool, err error) {
	for {
		if _, err := b.watcher.Wait(ctx); err != nil {
			return false, err
		}
		if err := b.settle(ctx); err != nil {
			return false, err
		}
		if down := b.Down(); down != b.down {
			b.down = down
			return down, nil
		}
	}
}

// settle waits until no edge has come for a while.
func (b *Button) settle(ctx context.Context) error {
	for {
		quiet, cancel := context.WithTimeout(ctx, Settle)
		_, err := b.watcher.Wait(quiet)
		cancel()
		if err == nil {
			continue
		}
		if quiet.Err() == nil {
			return err
		}
		return ctx.Err()
	}
}

// Close gives the pin back.
func (b *Button) Close() error {
	b.watcher.Stop()
	b.pin.Configure(gpio.Off)
	return nil
}
