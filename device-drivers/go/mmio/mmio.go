// Package mmio reads and writes the registers of a board's devices.
//
// On a board an access is a call that costs four cycles. An address without a register is a bus
// fault: the board ends as Trapped, with the address. Everywhere else the accesses go to a [Bus]
// that a test has installed, so that drivers are tested without a board; package mmiotest has one.
package mmio

// Bus is what answers accesses where there is no board.
type Bus interface {
	Read32(address uint32) uint32
	Write32(address, value uint32)
}

// InterruptBus is a bus with an interrupt controller.
type InterruptBus interface {
	Bus
	TakeInterrupts(lines uint32) uint32
}

// TakeInterrupts acknowledges those lines of a set, bit n for line n, that are pending and
// enabled, and tells which. They are active until they are next asked for: a device that still
// asserts such a line then makes it pending again. Programs use package irq.
func TakeInterrupts(lines uint32) uint32 { return takeInterrupts(lines) }

// Register is the address of a 32-bit register.
type Register uint32

// Load reads the register.
func (r Register) Load() uint32 { return read(uint32(r)) }

// Store writes the register.
func (r Register) Store(value uint32) { write(uint32(r), value) }

// Set writes the register with these bits set and the others as they are.
func (r Register) Set(bits uint32) { r.Store(r.Load() | bits) }

// Clear writes the register with these bits cleared and the others as they are.
func (r Register) Clear(bits uint32) { r.Store(r.Load() &^ bits) }

// Has tells whether all of these bits are set.
func (r Register) Has(bits uint32) bool { return r.Load()&bits == bits }

// Replace writes the register with the bits of a mask taken from value.
func (r Register) Replace(mask, value uint32) { r.Store(r.Load()&^mask | value&mask) }
