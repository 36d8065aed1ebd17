package timer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"hostless.dev/board/gpio"
	"hostless.dev/board/internal/clock"
)

// Channels is how many capture and compare channels a timer has; they are numbered from 1.
const Channels = 4

// ErrOvercapture comes with a capture before which another one was not read.
var ErrOvercapture = errors.New("an edge was overwritten by the next one")

func (t *Timer) channel(n int) (int, error) {
	if n < 1 || n > Channels {
		return 0, fmt.Errorf("%v: wanted a channel from 1 to %d, got %d", t, Channels, n)
	}
	return n - 1, nil
}

const (
	toggleMode  = 3 << 4
	pwmMode     = 6 << 4
	inputMode   = 1
	fieldMask   = 0xff
	channelMask = 0xf

	channelEnable = 1 << 0
	fallingEdge   = 1 << 1
	bothEdges     = 1<<3 | 1<<1
)

func (t *Timer) setChannel(index int, mode, enable uint32) {
	shift := 8 * (index % 2)
	t.at(channels).Clear(channelMask << (4 * index))
	t.at(modes+4*uint32(index/2)).Replace(fieldMask<<shift, mode<<shift)
	t.at(channels).Set(enable << (4 * index))
}

func (t *Timer) value(index int) uint32 { return values + 4*uint32(index) }

// PWM has the channel's pin high for a share of each period, from 0 to 1. The timer must be
// running; a new share counts from the next write on.
func (t *Timer) PWM(channel int, share float64) error {
	index, err := t.channel(channel)
	if err != nil {
		return err
	}
	if !(share >= 0 && share <= 1) {
		return fmt.Errorf("%v: wanted a share from 0 to 1, got %v", t, share)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.cycles == 0 {
		return fmt.Errorf("%v: %w", t, ErrStopped)
	}
	steps := float64(t.at(reload).Load()) + 1
	t.at(t.value(index)).Store(uint32(min(share*steps, 1<<32-1)))
	t.setChannel(index, pwmMode, channelEnable)
	return nil
}

// Toggle has the channel's pin change its level once in each period, at an offset into it.
func (t *Timer) Toggle(channel int, offset time.Duration) error {
	index, err := t.channel(channel)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if offset < 0 || t.cycles == 0 {
		return fmt.Errorf("%v: wanted an offset into the period of a running timer, got %v", t,
			offset)
	}
	divide := uint64(t.at(prescale).Load()) + 1
	at := uint64(offset) * clock.Hz() / uint64(time.Second) / divide
	if at > uint64(t.at(reload).Load()) {
		return fmt.Errorf("%v: wanted an offset within the period, got %v", t, offset)
	}
	t.at(t.value(index)).Store(uint32(at))
	t.setChannel(index, toggleMode, channelEnable)
	return nil
}

// Capture has the channel note the counter at edges of its pin. The timer must be running.
func (t *Timer) Capture(channel int, edges gpio.Edge) error {
	index, err := t.channel(channel)
	if err != nil {
		return err
	}
	enable := uint32(channelEnable)
	switch edges {
	case gpio.Rising:
	case gpio.Falling:
		enable |= fallingEdge
	case gpio.Both:
		enable |= bothEdges
	default:
		return fmt.Errorf("%v: wanted edges, got %d", t, edges)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.setChannel(index, inputMode, enable)
	t.at(status).Store(^(uint32(0x202) << index))
	t.at(interrupt).Set(2 << index)
	return nil
}

// WaitCapture waits for an edge and tells how long after the period's beginning it came. With
// [ErrOvercapture] the time is that of the newest edge, and older ones are lost.
func (t *Timer) WaitCapture(ctx context.Context, channel int) (time.Duration, error) {
	index, err := t.channel(channel)
	if err != nil {
		return 0, err
	}
	captured, over := uint32(2)<<index, uint32(0x200)<<index
	for {
		if flags := t.at(status).Load(); flags&captured != 0 {
			ticks := uint64(t.at(t.value(index)).Load()) * (uint64(t.at(prescale).Load()) + 1)
			at := time.Duration(float64(ticks) / float64(clock.Hz()) * float64(time.Second))
			if flags&over != 0 {
				t.at(status).Store(^over)
				return at, fmt.Errorf("%v: channel %d: %w", t, channel, ErrOvercapture)
			}
			return at, nil
		}
		if !t.at(interrupt).Has(captured) {
			return 0, fmt.Errorf("%v: channel %d captures nothing", t, channel)
		}
		if err := t.line.Wait(ctx); err != nil {
			return 0, err
		}
	}
}

// Disconnect takes the channel off its pin.
func (t *Timer) Disconnect(channel int) error {
	index, err := t.channel(channel)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at(interrupt).Clear(2 << index)
	t.setChannel(index, 0, 0)
	return nil
}
