// Finalizers, cleanups, weak handles, heap-profile records and pins of hosted
// objects. Go keeps them in a list of the object's span. A hosted object has
// no span in the guest; instead, whoever asks for it gets a record of type
// mspan that holds this one object, so that all of Go's own code for such
// lists works as it stands. The node knows the record of an object, and tells
// at the end of marking which objects with a record have died.

package runtime

import (
	"internal/goarch"
	"internal/runtime/atomic"
	"unsafe"
)

// hostedObject is what gogcFind fills in.
type hostedObject struct {
	base   uint32
	size   uint32
	record uint32 // the object's mspan, 0 if it has none yet
	kind   uint32 // 0 with pointers, 1 without, 2 a block of tiny objects
}

// gogcFind looks for the object that an address is in; 0 if there is none.
//
//go:wasmimport gogc find
//go:noescape
func gogcFind(address uint32, object unsafe.Pointer) uint32

// gogcTrack attaches a record to an object, or changes whether what the object
// refers to must outlive it for a finalizer's sake.
//
//go:wasmimport gogc track
//go:noescape
func gogcTrack(base, record, finalizer uint32)

// gogcDead hands out the next dead object that has a record, as hostedObject
// with kind 1 if it lives on for its finalizer; 0 if there is none.
//
//go:wasmimport gogc dead
//go:noescape
func gogcDead(object unsafe.Pointer) uint32

// gogcPointers tells which of the 64 words from an address in an object on may
// hold pointers.
//
//go:wasmimport gogc pointers
//go:noescape
func gogcPointers(address uint32) uint64

var hostedSpans struct {
	lock  mutex
	alloc fixalloc
	first *mspan
}

// spanOfHeap answers for objects of the hosted heap; the guest has no others.
//
//go:nosplit
func spanOfHeap(p uintptr) *mspan {
	if !hostedReady || p >= 1<<32 {
		return nil
	}
	var o hostedObject
	if gogcFind(uint32(p), unsafe.Pointer(&o)) == 0 {
		return nil
	}
	if o.record != 0 {
		return (*mspan)(unsafe.Pointer(uintptr(o.record)))
	}
	var s *mspan
	systemstack(func() { s = hostedRecord(&o) })
	return s
}

//go:nosplit
func findObject(p, refBase, refOff uintptr) (base uintptr, s *mspan, objIndex uintptr) {
	s = spanOfHeap(p)
	if s == nil {
		return 0, nil, 0
	}
	return s.base(), s, 0
}

// hostedRecord makes the record of an object. Its size class is 0, a large
// object's, for which no header and no bitmap is looked for.
//
//go:systemstack
func hostedRecord(o *hostedObject) *mspan {
	lock(&hostedSpans.lock)
	s := (*mspan)(hostedSpans.alloc.alloc())
	s.startAddr = uintptr(o.base)
	s.elemsize = uintptr(o.size)
	s.limit = s.startAddr + s.elemsize
	s.npages = divRoundUp(s.elemsize, pageSize)
	s.nelems = 1
	s.allocCount = 1
	s.freeindex = 1
	s.freeIndexForScan = 1
	s.sweepgen = mheap_.sweepgen
	s.spanclass = makeSpanClass(0, o.kind != 0)
	if o.kind == 2 {
		s.spanclass = tinySpanClass
	}
	s.state.set(mSpanInUse)
	s.next = hostedSpans.first
	if s.next != nil {
		s.next.prev = s
	}
	hostedSpans.first = s
	unlock(&hostedSpans.lock)
	gogcTrack(o.base, uint32(uintptr(unsafe.Pointer(s))), 0)
	return s
}

//go:systemstack
func hostedForget(s *mspan) {
	lock(&hostedSpans.lock)
	if s.prev != nil {
		s.prev.next = s.next
	} else {
		hostedSpans.first = s.next
	}
	if s.next != nil {
		s.next.prev = s.prev
	}
	s.state.set(mSpanDead)
	hostedSpans.alloc.free(unsafe.Pointer(s))
	unlock(&hostedSpans.lock)
}

// spanHasSpecials is called whenever a special was put into a list.
func spanHasSpecials(s *mspan) {
	finalizer := uint32(0)
	for sp := s.specials; sp != nil; sp = sp.next {
		if sp.kind == _KindSpecialFinalizer {
			finalizer = 1
		}
		if writeBarrier.enabled {
			if words, n := hostedHeld(sp); n != 0 {
				gogcShade(words, n)
			}
		}
	}
	gogcTrack(uint32(s.base()), uint32(uintptr(unsafe.Pointer(s))), finalizer)
}

// spanHasNoSpecials: the record stays with its object until that dies.
func spanHasNoSpecials(s *mspan) {
	gogcTrack(uint32(s.base()), uint32(uintptr(unsafe.Pointer(s))), 0)
}

func removespecial(p unsafe.Pointer, kind uint8) *special {
	removed := guestRemovespecial(p, kind)
	if s := spanOfHeap(uintptr(p)); removed != nil && s != nil && s.specials != nil {
		spanHasSpecials(s)
	}
	return removed
}

// hostedHeld tells which words of a special's record are roots.
func hostedHeld(sp *special) (words unsafe.Pointer, count uint32) {
	switch sp.kind {
	case _KindSpecialFinalizer:
		return unsafe.Pointer(&(*specialfinalizer)(unsafe.Pointer(sp)).fn), 1
	case _KindSpecialWeakHandle:
		return unsafe.Pointer(&(*specialWeakHandle)(unsafe.Pointer(sp)).handle), 1
	case _KindSpecialCleanup:
		return unsafe.Pointer(&(*specialCleanup)(unsafe.Pointer(sp)).cleanup),
			uint32(unsafe.Sizeof(cleanupFn{}) / goarch.PtrSize)
	}
	return nil, 0
}

// hostedReap queues finalizers and cleanups of dead objects and clears their
// weak handles. No code of the program runs between the end of marking and
// this, so nobody sees a weak pointer to a dead object. An object with a
// finalizer lives on, and keeps all that is neither finalizer nor weak handle.
//
//go:systemstack
func hostedReap() {
	var o hostedObject
	for gogcDead(unsafe.Pointer(&o)) != 0 {
		s := (*mspan)(unsafe.Pointer(uintptr(o.record)))
		revived := o.kind != 0
		at := &s.specials
		for sp := *at; sp != nil; sp = *at {
			if revived && sp.kind != _KindSpecialFinalizer && sp.kind != _KindSpecialWeakHandle {
				at = &sp.next
				continue
			}
			*at = sp.next
			freeSpecial(sp, unsafe.Pointer(s.base()+sp.offset), s.elemsize)
		}
		if revived {
			spanHasNoSpecials(s)
		} else {
			hostedForget(s)
		}
	}
}

// internal_weak_runtime_makeStrongFromWeak: the new strong pointer may be the
// only one, on a stack that was scanned already.
func internal_weak_runtime_makeStrongFromWeak(u unsafe.Pointer) unsafe.Pointer {
	p := guestMakeStrongFromWeak(u)
	if writeBarrier.enabled && p != nil {
		word := uintptr(p)
		gogcShade(unsafe.Pointer(&word), 1)
	}
	return p
}

// inHeapOrStack is for cgo's checks of pointers.
//
//go:nosplit
func inHeapOrStack(b uintptr) bool {
	var o hostedObject
	if hostedReady && b < 1<<32 && gogcFind(uint32(b), unsafe.Pointer(&o)) != 0 {
		return true
	}
	return guestInHeapOrStack(b)
}

// gcTestIsReachable forces a cycle and tells which objects outlive it. Go's own
// has the sweep note it for each; here dead objects alone come to the guest.
func gcTestIsReachable(ptrs ...unsafe.Pointer) (mask uint64) {
	if len(ptrs) > 64 {
		panic("gcTestIsReachable: wanted at most 64 pointers")
	}
	handles := make([]*atomic.Uintptr, len(ptrs))
	for i, p := range ptrs {
		handles[i] = getOrAddWeakHandle(p)
		ptrs[i] = nil
	}
	GC()
	for i, handle := range handles {
		if handle.Load() != 0 {
			mask |= 1 << i
		}
	}
	return mask
}

// typePointersOfUnchecked: AddCleanup looks through closures with it.
//
//go:nosplit
func (span *mspan) typePointersOfUnchecked(addr uintptr) typePointers {
	if span.spanclass.noscan() {
		return typePointers{}
	}
	return typePointers{elem: addr, addr: addr, mask: uintptr(gogcPointers(uint32(addr)))}
}

// next goes on with what typePointersOfUnchecked began: no type goes with it,
// so the node is asked for every 64 words.
//
//go:nosplit
func (tp typePointers) next(limit uintptr) (typePointers, uintptr) {
	for tp.typ == nil && tp.elem != 0 && tp.mask == 0 {
		tp.addr += ptrBits * goarch.PtrSize
		if tp.addr >= limit {
			return typePointers{}, 0
		}
		tp.mask = uintptr(gogcPointers(uint32(tp.addr)))
	}
	return tp.guestNext(limit)
}
