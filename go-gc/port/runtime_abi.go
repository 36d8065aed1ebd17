//go:build wasip1

package runtime

import "unsafe"

// The board as the runtime sees it. What each call does, its units and its errors are in
// docs/go-port.md; the other side is in dev.hostless.board.

//go:wasmimport board console_write
//go:noescape
func boardConsoleWrite(stream int32, p unsafe.Pointer, n int32) int32

//go:wasmimport board console_ready
func boardConsoleReady() int32

//go:wasmimport board nanotime
func boardNanotime() int64

//go:wasmimport board walltime
func boardWalltime() int64

//go:wasmimport board random
//go:noescape
func boardRandom(p *byte, n uint32) uint32

//go:wasmimport board arguments_bytes
func boardArgumentsBytes() uint32

//go:wasmimport board arguments
//go:noescape
func boardArguments(p *byte, n uint32)

//go:wasmimport board environment_bytes
func boardEnvironmentBytes() uint32

//go:wasmimport board environment
//go:noescape
func boardEnvironment(p *byte, n uint32)

//go:wasmimport board ram_start
func boardRamStart(address uint32)

//go:wasmimport board ram_allocate
func boardRamAllocate(bytes, alignment uint32) uint32

//go:wasmimport board ram_free
func boardRamFree(address, bytes uint32)

//go:wasmimport board ram_unused
func boardRamUnused(address, bytes uint32)

//go:wasmimport board ram_used
func boardRamUsed(address, bytes uint32)

//go:wasmimport board irq_take
func boardIrqTake(lines uint32) uint32

//go:wasmimport board irq_attend
//go:noescape
func boardIrqAttend(waiting, running unsafe.Pointer, guard, preempt uint32)

//go:wasmimport board irq_enabled
func boardIrqEnabled() uint32

//go:wasmimport board idle
func boardIdle(deadline int64, lines, console, resume uint32)
