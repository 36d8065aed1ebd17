package runtime

import "unsafe"

// Memory comes from the board's page allocator, which owns all RAM above the program's data
// and makes linear memory larger when it needs to. There is no break to move, but the memory
// is still one that nothing else shares: the sbrk platforms' way of asking for aligned memory
// (in one call, without trimming) is the right one.
const isSbrkPlatform = true

// os_wasm.go names these in a function that the port has put another in place of.
var blocMax uintptr

func initBloc() {}

func currentMemory() int32

func memRound(p uintptr) uintptr {
	return alignUp(p, boardPageBytes)
}

func sysAllocOS(n uintptr, _ string) unsafe.Pointer {
	return unsafe.Pointer(uintptr(boardRamAllocate(uint32(memRound(n)), boardPageBytes)))
}

func sysFreeOS(v unsafe.Pointer, n uintptr) {
	boardRamFree(uint32(uintptr(v)), uint32(memRound(n)))
}

func sysUnusedOS(v unsafe.Pointer, n uintptr) {
	boardRamUnused(uint32(uintptr(v)), uint32(n))
}

func sysUsedOS(v unsafe.Pointer, n uintptr) {
	boardRamUsed(uint32(uintptr(v)), uint32(n))
}

func sysHugePageOS(v unsafe.Pointer, n uintptr)         {}
func sysNoHugePageOS(v unsafe.Pointer, n uintptr)       {}
func sysHugePageCollapseOS(v unsafe.Pointer, n uintptr) {}

func sysMapOS(v unsafe.Pointer, n uintptr, _ string) {}

func sysFaultOS(v unsafe.Pointer, n uintptr) {}

// sysReserveOS cannot choose an address; the runtime then takes what it gets.
func sysReserveOS(v unsafe.Pointer, n uintptr, vmaName string) unsafe.Pointer {
	if v != nil {
		return nil
	}
	return sysAllocOS(n, vmaName)
}

func sysReserveAlignedSbrk(size, align uintptr) (unsafe.Pointer, uintptr) {
	p := boardRamAllocate(uint32(memRound(size)), uint32(align))
	if p == 0 {
		return nil, 0
	}
	return unsafe.Pointer(uintptr(p)), size
}

func needZeroAfterSysUnusedOS() bool {
	return true
}
