package mmio

//go:wasmimport board mmio_read
func read(address uint32) uint32

//go:wasmimport board mmio_write
func write(address, value uint32)

//go:wasmimport board irq_take
func takeInterrupts(lines uint32) uint32
