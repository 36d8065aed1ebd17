package mmiotest

import "sync"

// Controller behaves as the interrupt controller does, for drivers that wait for a line.
type Controller struct {
	mu       sync.Mutex
	enabled  uint32
	pending  uint32
	active   uint32
	asserted uint32
}

// Controller puts an interrupt controller with all lines enabled on the bus.
func (m *Memory) Controller() *Controller {
	c := &Controller{enabled: ^uint32(0)}
	m.controller.Store(c)
	m.OnRead(0xe000_e100, c.get(&c.enabled))
	m.OnRead(0xe000_e180, c.get(&c.enabled))
	m.OnRead(0xe000_e200, c.get(&c.pending))
	m.OnRead(0xe000_e280, c.get(&c.pending))
	m.OnWrite(0xe000_e100, func(bits uint32) { c.change(func() { c.enabled |= bits }) })
	m.OnWrite(0xe000_e180, func(bits uint32) { c.change(func() { c.enabled &^= bits }) })
	m.OnWrite(0xe000_e200, func(bits uint32) { c.change(func() { c.pending |= bits }) })
	m.OnWrite(0xe000_e280, func(bits uint32) { c.change(func() { c.pending &^= bits }) })
	return c
}

// Assert sets the level of a line, as its device does. A line that rises is pending.
func (c *Controller) Assert(line int, level bool) {
	c.change(func() {
		if !level {
			c.asserted &^= 1 << line
		} else if c.asserted&(1<<line) == 0 {
			c.asserted |= 1 << line
			c.pending |= 1 << line
		}
	})
}

// Pulse makes a line pending.
func (c *Controller) Pulse(line int) {
	c.Assert(line, true)
	c.Assert(line, false)
}

func (c *Controller) get(word *uint32) func() uint32 {
	return func() uint32 {
		c.mu.Lock()
		defer c.mu.Unlock()
		return *word
	}
}

func (c *Controller) change(how func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	how()
}

func (c *Controller) take(lines uint32) uint32 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.pending |= lines & c.active & c.asserted
	c.active &^= lines
	taken := c.pending & c.enabled & lines
	c.pending &^= taken
	c.active |= taken
	return taken
}
