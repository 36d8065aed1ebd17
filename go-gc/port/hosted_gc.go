// What only the runtime can do of a collection: stop the world by its own
// rules, empty pools, free and shrink stacks, and say which records outside of
// the heap hold pointers. Marking and sweeping are the node's.

package runtime

import (
	"internal/goarch"
	"internal/runtime/atomic"
	"unsafe"
)

// gogcStart begins a cycle; called on the system stack with the world stopped.
//
//go:wasmimport gogc start
//go:noescape
func gogcStart(cause uint32)

// gogcFinish marks what is left and ends marking; the objects that died with
// something attached to them are then handed out by gogcDead.
//
//go:wasmimport gogc finish
//go:noescape
func gogcFinish()

// gogcAdvance marks, or sweeps, for a while; what it returns is as of gogcPoll,
// with gogcWantsMore while there is something left to do.
//
//go:wasmimport gogc advance
//go:noescape
func gogcAdvance() uint32

// gogcPause tells the node that the runtime has stopped the world for the
// collector, and why; or, with 0, that it starts it again.
//
//go:wasmimport gogc pause
//go:noescape
func gogcPause(reason, cause uint32)

// Why a cycle begins, as Go's gctrace tells it.
const (
	hostedCauseHeap   = iota // the trigger
	hostedCauseForced        // runtime.GC
	hostedCauseMemory        // there was no room
)

// hostedMayCollect: under Go's own conditions, not on the system stack and not
// where the runtime must not be interrupted.
func hostedMayCollect() bool {
	gp := getg()
	mp := gp.m
	return gp != mp.g0 && gp != mp.gsignal && mp.locks == 0 && mp.preemptoff == "" &&
		mp.dying == 0 && hostedCollecting == 0 && panicking.Load() == 0
}

// hostedCollecting guards against a collection inside of one: clearpools may
// run code that allocates.
var hostedCollecting uint32

// hostedStartPause is the length of the first stop of the cycle under way, and
// hostedForced tells whether runtime.GC has begun it.
var (
	hostedStartPause int64
	hostedForced     bool
)

// hostedStep does what the node wishes, if this is a place for it.
func hostedStep(wishes uint32) {
	if !hostedMayCollect() {
		return
	}
	if wishes&gogcWantsFinish != 0 {
		if hostedAllMarked() {
			hostedFinish()
		}
	} else if wishes&gogcWantsStart != 0 {
		hostedStart(hostedCauseHeap)
		if gogcPoll()&gogcWantsFinish != 0 {
			hostedFinish()
		}
	}
}

// hostedAllMarked hands over what the write barriers have collected and asks again whether
// anything is left to mark, as gcMarkDone does. A node that took an old one's place is black, and
// all below it may hang on the old one, which is in the barrier's buffer alone: without this, it
// would be marked while the world is stopped.
func hostedAllMarked() bool {
	systemstack(func() { wbBufFlush1(getg().m.p.ptr()) })
	return gogcPoll()&gogcWantsFinish != 0
}

// boardResumed is called after a wait. The node marks while the guest waits,
// and wakes it when marking is to be finished.
func boardResumed() {
	if hostedReady {
		if wishes := gogcPoll(); wishes != 0 {
			hostedStep(wishes)
		}
	}
}

// GC runs a whole cycle, and the rest of one that is under way before it. Only
// its caller waits: other goroutines get their turns while the node marks and
// sweeps, and finalizers and cleanups in the end, as with Go's own.
func GC() {
	if !hostedReady || !hostedMayCollect() {
		return
	}
	hostedMarkToEnd()
	for !hostedStart(hostedCauseForced) {
		hostedMarkToEnd()
	}
	hostedMarkToEnd()
	for !writeBarrier.enabled && gogcAdvance()&gogcWantsMore != 0 {
		Gosched()
	}
	hostedSwept()
	Gosched()
}

// hostedMarkToEnd marks until the cycle under way is over. Another goroutine
// may be the one that ends it.
func hostedMarkToEnd() {
	for writeBarrier.enabled {
		if gogcAdvance()&gogcWantsFinish != 0 && hostedAllMarked() {
			hostedFinish()
		} else {
			Gosched()
		}
	}
}

// hostedCollect runs a whole cycle while the world waits: there is no room.
func hostedCollect() {
	for {
		hostedFinish()
		if hostedStart(hostedCauseMemory) {
			break
		}
	}
	hostedFinish()
	for gogcAdvance()&gogcWantsMore != 0 {
	}
	hostedSwept()
}

// hostedSwept: the heap profile of the last cycle is complete.
func hostedSwept() {
	mp := acquirem()
	mProf_PostSweep()
	releasem(mp)
}

// hostedStart starts a cycle unless one is under way: whoever wanted this one may have been
// preempted before it came here.
func hostedStart(cause uint32) bool {
	hostedCollecting++
	stw := stopTheWorld(stwGCSweepTerm)
	if writeBarrier.enabled {
		startTheWorld(stw)
		hostedCollecting--
		return false
	}
	gogcPause(uint32(stwGCSweepTerm), cause)
	began := nanotime()
	clearpools()
	systemstack(func() {
		markrootFreeGStacks()
		hostedShrinkStacks()
		hostedRecordRoots()
		gogcStart(cause)
	})
	hostedStartPause = nanotime() - began
	hostedForced = cause == hostedCauseForced
	gogcPause(0, 0)
	startTheWorld(stw)
	hostedCollecting--
	return true
}

// hostedFinish ends the cycle under way, if there is one.
func hostedFinish() {
	if !writeBarrier.enabled {
		return
	}
	hostedCollecting++
	stw := stopTheWorld(stwGCMarkTerm)
	if !writeBarrier.enabled {
		startTheWorld(stw)
		hostedCollecting--
		return
	}
	gogcPause(uint32(stwGCMarkTerm), 0)
	began := nanotime()
	systemstack(func() {
		wbBufFlush1(getg().m.p.ptr())
		gogcFinish()
		mProf_NextCycle()
		hostedReap()
	})
	hostedRecordCycle(hostedStartPause+nanotime()-began, hostedForced)
	gogcPause(0, 0)
	startTheWorld(stw)
	mProf_Flush()
	systemstack(freeStackSpans)
	gcCleanups.flush()
	hostedCollecting--
}

// hostedShrinkStacks halves the stacks that use less than a quarter of their
// room, as Go does while it scans them.
//
//go:systemstack
func hostedShrinkStacks() {
	if debug.gcshrinkstackoff > 0 {
		return
	}
	for _, gp := range allgs {
		s := readgstatus(gp)
		if s != _Gwaiting && s != _Grunnable || gp.stack.lo == 0 {
			continue
		}
		if !castogscanstatus(gp, s, s|_Gscan) {
			continue
		}
		if isShrinkStackSafe(gp) {
			shrinkstack(gp)
		} else {
			gp.preemptShrink = true
		}
		casfrom_Gscanstatus(gp, s|_Gscan, s)
	}
}

// gogcRoots hands over words that are roots of the cycle that starts next.
//
//go:wasmimport gogc roots
//go:noescape
func gogcRoots(words unsafe.Pointer, count uint32)

// hostedRecordRoots hands over the pointers in memory that is in neither the
// heap nor the program's data: queued finalizers and cleanups, and what is
// attached to objects.
//
//go:systemstack
func hostedRecordRoots() {
	for fb := allfin; fb != nil; fb = fb.alllink {
		n := uintptr(atomic.Load(&fb.cnt))
		gogcRoots(unsafe.Pointer(&fb.fin[0]), uint32(n*unsafe.Sizeof(fb.fin[0])/goarch.PtrSize))
	}
	for cb := (*cleanupBlock)(gcCleanups.all.Load()); cb != nil; cb = cb.alllink {
		n := uintptr(atomic.Load(&cb.n))
		gogcRoots(unsafe.Pointer(&cb.cleanups[0]),
			uint32(n*unsafe.Sizeof(cleanupFn{})/goarch.PtrSize))
	}
	for s := hostedSpans.first; s != nil; s = s.next {
		for sp := s.specials; sp != nil; sp = sp.next {
			if words, n := hostedHeld(sp); n != 0 {
				gogcRoots(words, n)
			}
		}
	}
}
