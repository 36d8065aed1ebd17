package runtime

import "unsafe"

//go:wasmimport stacks describe
//go:noescape
func hostedProbeDescribe(words unsafe.Pointer)

//go:wasmimport stacks span
func hostedProbeSpan(base, size, count, noscan, typ uint32)

//go:wasmimport stacks scan
func hostedProbeScan()

var hostedProbeWords [hostedDescriptorWords]uint64

// HostedDescribe hands the descriptor over.
func HostedDescribe() {
	hostedDescribe(&hostedProbeWords)
	hostedProbeDescribe(unsafe.Pointer(&hostedProbeWords))
}

// HostedSpans says where this runtime's own heap has objects, for who follows pointers into it.
func HostedSpans() {
	for _, s := range mheap_.allspans {
		if s.state.get() == mSpanInUse {
			noscan := uint32(0)
			if s.spanclass.noscan() {
				noscan = 1
			}
			typ := uint32(uintptr(unsafe.Pointer(s.largeType)))
			hostedProbeSpan(uint32(s.base()), uint32(s.elemsize), uint32(s.nelems), noscan, typ)
		}
	}
}

// HostedScan lets the node read all roots while this goroutine runs.
func HostedScan() {
	hostedProbeScan()
}

// HostedScanOnSystemStack does so while the runtime works for this goroutine on the system stack.
// The closure's variable lives in the caller's frame and is reached from the system stack only.
func HostedScanOnSystemStack(p unsafe.Pointer) uintptr {
	var kept uintptr
	systemstack(func() {
		hostedProbeScan()
		kept = uintptr(p)
	})
	return kept
}
