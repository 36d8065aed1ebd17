//go:build !wasip1

package clock

// Hz is the clock's frequency: that of the boards which tests make believe there are.
func Hz() uint64 { return 16_000_000 }
