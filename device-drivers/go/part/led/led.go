// Package led drives a light on a pin.
package led

import (
	"context"
	"sync"
	"time"

	"hostless.dev/board/gpio"
)

// LED is a light.
type LED struct {
	mu       sync.Mutex
	pin      gpio.Pin
	inverted bool
	lit      bool
}

// New sets the pin up; the light is off. An inverted one shines while its pin is low.
func New(pin gpio.Pin, inverted bool) *LED {
	pin.Set(inverted)
	pin.Configure(gpio.Output)
	return &LED{pin: pin, inverted: inverted}
}

// Set switches the light on or off.
func (l *LED) Set(lit bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lit = lit
	l.pin.Set(lit != l.inverted)
}

// Toggle switches the light.
func (l *LED) Toggle() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lit = !l.lit
	l.pin.Set(l.lit != l.inverted)
}

// Lit tells whether the light is on.
func (l *LED) Lit() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.lit
}

// Blink switches the light every half period until the context ends, and then off.
func (l *LED) Blink(ctx context.Context, period time.Duration) {
	ticker := time.NewTicker(max(period/2, 1))
	defer ticker.Stop()
	defer l.Set(false)
	for {
		select {
		case <-ticker.C:
			l.Toggle()
		case <-ctx.Done():
			return
		}
	}
}
