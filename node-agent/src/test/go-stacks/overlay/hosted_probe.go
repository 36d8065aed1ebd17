package runtime

import (
	"internal/abi"
	"unsafe"
)

//go:wasmimport stacks describe
//go:noescape
func hostedProbeDescribe(words unsafe.Pointer)

//go:wasmimport stacks span
func hostedProbeSpan(base, size, count, noscan, typ uint32)

//go:wasmimport stacks object
func hostedProbeObject(address uint32)

//go:wasmimport stacks root
func hostedProbeRoot(address uint32)

//go:wasmimport stacks kept
func hostedProbeKept(address uint32)

//go:wasmimport stacks typ
func hostedProbeType(typ, bytes, pointerBytes, mask uint32)

//go:wasmimport stacks scan
func hostedProbeScan()

var hostedProbeWords [hostedDescriptorWords]uint64

// HostedDescribe hands the descriptor over.
func HostedDescribe() {
	hostedDescribe(&hostedProbeWords)
	hostedProbeDescribe(unsafe.Pointer(&hostedProbeWords))
}

// HostedSpans says where this runtime's own heap has objects, and which of them it keeps
// although no pointer leads there: the handles of weak pointers.
func HostedSpans() {
	hostedObjects(hostedProbeObject)
	for _, s := range mheap_.allspans {
		if s.state.get() == mSpanInUse {
			noscan := uint32(0)
			if s.spanclass.noscan() {
				noscan = 1
			}
			typ := uint32(uintptr(unsafe.Pointer(s.largeType)))
			for r := s.specials; r != nil; r = r.next {
				if r.kind == _KindSpecialWeakHandle {
					handle := (*specialWeakHandle)(unsafe.Pointer(r)).handle
					hostedProbeRoot(uint32(uintptr(unsafe.Pointer(handle))))
				}
			}
			hostedProbeSpan(uint32(s.base()), uint32(s.elemsize), uint32(s.nelems), noscan, typ)
		}
	}
}

// HostedKept says which objects there are, right after a collection.
func HostedKept() {
	hostedObjects(hostedProbeKept)
}

func hostedObjects(tell func(address uint32)) {
	for _, s := range mheap_.allspans {
		if s.state.get() == mSpanInUse {
			for i := uintptr(0); i < uintptr(s.nelems); i++ {
				if !s.isFree(i) {
					tell(uint32(s.base() + i*s.elemsize))
				}
			}
		}
	}
}

// HostedTypes shows the mask that this runtime itself uses, for each type that it knows of.
func HostedTypes() {
	for _, offset := range firstmoduledata.typelinks {
		HostedType((*abi.Type)(unsafe.Pointer(firstmoduledata.types + uintptr(offset))))
	}
}

// HostedType does so for one type and what a pointer to it leads to.
func HostedType(t *abi.Type) {
	for t.Kind() == abi.Pointer || t.Kind() == abi.Slice {
		t = t.Elem()
	}
	var mask unsafe.Pointer
	if t.PtrBytes != 0 {
		mask = unsafe.Pointer(getGCMask(t))
	}
	hostedProbeType(uint32(uintptr(unsafe.Pointer(t))), uint32(t.Size_), uint32(t.PtrBytes),
		uint32(uintptr(mask)))
}

// HostedTypeOf does so for the type of a value.
func HostedTypeOf(value any) {
	HostedType(efaceOf(&value)._type)
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
