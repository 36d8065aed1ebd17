package clock

//go:wasmimport board clock_hz
func hz() int64

// Hz is the clock's frequency.
func Hz() uint64 { return uint64(hz()) }
