// The hosted heap, guest side: objects live in this board's RAM, but the node
// allocates, marks and sweeps them (package dev.hostless.gogc). This file
// takes the place of the allocator's upper half; hosted_gc.go runs the parts
// of a collection that only the runtime itself can do, hosted_special.go keeps
// what is attached to objects, hosted_stats.go fills in Go's own figures.
//
// Everything below a call of the module gogc happens in the node, with the
// guest standing still. All pointers of a goroutine are in linear memory at
// such a call, since Go on WebAssembly keeps none in a local across a call.

package runtime

import (
	"internal/abi"
	"internal/goarch"
	"internal/goexperiment"
	"unsafe"
)

//go:wasmimport gogc init
//go:noescape
func gogcInit(descriptor unsafe.Pointer)

// gogcMalloc makes an object. typ is 0 for one without pointers. The result is
// its address in the low half, 0 if there is no room, and what is to be done
// soon in the high half.
//
//go:wasmimport gogc malloc
//go:noescape
func gogcMalloc(size, typ, zero uint32) uint64

//go:wasmimport gogc poll
//go:noescape
func gogcPoll() uint32

// gogcSampleEvery has the node choose objects for the heap profile.
//
//go:wasmimport gogc sample_every
//go:noescape
func gogcSampleEvery(bytes int64)

// What the node wishes, in the result of malloc and poll.
const (
	gogcWantsStart  = 1 << iota // the heap has reached its trigger
	gogcWantsFinish             // nothing is left to mark
	gogcWantsSample             // this object is to be in the heap profile
	gogcWantsMore               // something is left to mark or sweep
)

var (
	hostedReady       bool
	hostedProfileRate int
	hostedDescriptor  [hostedDescriptorWords]uint64
)

// hostedInit tells the node where everything is, before the first object.
func hostedInit() {
	hostedReady = true
	hostedSpans.alloc.init(unsafe.Sizeof(mspan{}), nil, nil, &memstats.other_sys)
	hostedDescribe(&hostedDescriptor)
	gogcInit(unsafe.Pointer(&hostedDescriptor))
	gogcTune(-1, 1<<63-1)
	hostedSample()
}

// hostedSample passes on a new MemProfileRate.
func hostedSample() {
	hostedProfileRate = MemProfileRate
	gogcSampleEvery(int64(MemProfileRate))
}

// hostedPlain: nobody but the node has to know of an allocation.
var hostedPlain bool

// newobject is mallocgc once more: no call is made more often, and Go's
// compiler would not inline mallocgc here.
func newobject(typ *_type) unsafe.Pointer {
	size := typ.Size_
	if size-1 >= hostedLargest || !hostedPlain {
		return hostedUnusual(size, typ, true)
	}
	if MemProfileRate != hostedProfileRate {
		hostedSample()
	}
	t, zero := hostedArguments(typ, true)
	r := gogcMalloc(uint32(size), t, zero)
	if r>>32 != 0 || r == 0 {
		return hostedAfterNewobject(unsafe.Pointer(uintptr(uint32(r))), uint32(r>>32), size, t, zero)
	}
	return unsafe.Pointer(uintptr(r))
}

func mallocgc(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size-1 >= hostedLargest || !hostedPlain {
		return hostedUnusual(size, typ, needzero)
	}
	if MemProfileRate != hostedProfileRate {
		hostedSample()
	}
	t, zero := hostedArguments(typ, needzero)
	r := gogcMalloc(uint32(size), t, zero)
	if r>>32 != 0 || r == 0 {
		return hostedAfterMalloc(unsafe.Pointer(uintptr(uint32(r))), uint32(r>>32), size, t, zero)
	}
	return unsafe.Pointer(uintptr(r))
}

// hostedArguments are what gogcMalloc wants to know beside the size.
func hostedArguments(typ *_type, needzero bool) (t, zero uint32) {
	if typ != nil && typ.PtrBytes != 0 {
		t = uint32(uintptr(unsafe.Pointer(typ)))
	}
	if needzero {
		zero = 1
	}
	return
}

// hostedAfterNewobject is one frame more. Go's newobject calls mallocgc, and
// whoever reads heap profiles may count on both being on top of a stack. It is
// inlined, so that the frame is there in tracebacks only.
func hostedAfterNewobject(x unsafe.Pointer, wishes uint32, size uintptr, t,
	zero uint32) unsafe.Pointer {
	return hostedAfterMalloc(x, wishes, size, t, zero)
}

// hostedLargest: no board has 2 GiB.
const hostedLargest = 1<<31 - 1

// hostedUnusual serves requests for nothing and for too much, the first one
// of all, and those that somebody else wants to know of.
func hostedUnusual(size uintptr, typ *_type, needzero bool) unsafe.Pointer {
	if size == 0 {
		return unsafe.Pointer(&zerobase)
	}
	if size > hostedLargest {
		print("runtime: out of memory: cannot allocate ", size, "-byte block\n")
		throw("out of memory")
	}
	if !hostedReady {
		hostedInit()
	}
	if debug.malloc {
		if x := preMallocgcDebug(size, typ); x != nil {
			return x
		}
	}
	if MemProfileRate != hostedProfileRate {
		hostedSample()
	}
	t, zero := hostedArguments(typ, needzero)
	r := gogcMalloc(uint32(size), t, zero)
	x := hostedAfterMalloc(unsafe.Pointer(uintptr(uint32(r))), uint32(r>>32), size, t, zero)
	if goexperiment.RuntimeSecret && getg().secret > 0 {
		addSecret(x, size)
	}
	if debug.malloc {
		postMallocgcDebug(x, size, typ)
	}
	return x
}

// hostedAfterMalloc does what an allocation entails now and then. It gets the object as a pointer,
// since its prologue is a place where the goroutine may be preempted and others collect.
func hostedAfterMalloc(x unsafe.Pointer, wishes uint32, size uintptr, t,
	zero uint32) unsafe.Pointer {
	if x == nil {
		x = hostedCollectAndRetry(size, t, zero)
		wishes = 0
	}
	if wishes&gogcWantsSample != 0 {
		mp := acquirem()
		if getMCache(mp) != nil {
			profilealloc(mp, x, spanOfHeap(uintptr(x)).elemsize)
		}
		releasem(mp)
	}
	if wishes&(gogcWantsStart|gogcWantsFinish) != 0 {
		hostedStep(wishes)
	}
	return x
}

// hostedCollectAndRetry collects before it reports that memory is used up,
// which Go's own runtime does not.
func hostedCollectAndRetry(size uintptr, t, zero uint32) unsafe.Pointer {
	if hostedMayCollect() {
		hostedCollect()
		if r := gogcMalloc(uint32(size), t, zero); uint32(r) != 0 {
			return unsafe.Pointer(uintptr(uint32(r)))
		}
	}
	print("runtime: out of memory: cannot allocate ", size, "-byte block (",
		hostedStats().heapLive, " in use)\n")
	throw("out of memory")
	return nil
}

//go:wasmimport gogc shade
//go:noescape
func gogcShade(words unsafe.Pointer, count uint32)

//go:wasmimport gogc bulk
//go:noescape
func gogcBulk(dst, src, size uint32)

// hostedBarrierSlots are used of the 512 that a write barrier's buffer has: the
// node looks up at once what is in it, and no interrupt is taken meanwhile.
const hostedBarrierSlots = 64

// wbBufFlush1 hands the pointers that the compiler's write barriers collected
// to the node.
//
//go:nowritebarrierrec
//go:systemstack
func wbBufFlush1(pp *p) {
	start := uintptr(unsafe.Pointer(&pp.wbBuf.buf[0]))
	gogcShade(unsafe.Pointer(start), uint32((pp.wbBuf.next-start)/goarch.PtrSize))
	pp.wbBuf.reset()
	pp.wbBuf.end = start + hostedBarrierSlots*goarch.PtrSize
}

//go:nosplit
func bulkBarrierPreWrite(dst, src, size uintptr, typ *abi.Type) {
	if writeBarrier.enabled {
		gogcBulk(uint32(dst), uint32(src), uint32(size))
	}
}

// bulkBarrierPreWriteSrcOnly: what is overwritten is zero, so that reading it
// too does no harm.
//
//go:nosplit
func bulkBarrierPreWriteSrcOnly(dst, src, size uintptr, typ *abi.Type) {
	if writeBarrier.enabled {
		gogcBulk(uint32(dst), uint32(src), uint32(size))
	}
}
