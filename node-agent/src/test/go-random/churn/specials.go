package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
	"unique"
	"weak"
)

// What the collector tells the program, or must not tell it too early.
type specials struct {
	finalizers int
	cleanups   int
	finalized  atomic.Int64
	cleaned    atomic.Int64
	weak       []held
	handles    []unique.Handle[string]
	pool       sync.Pool
}

type held struct {
	strong  *node
	pointer weak.Pointer[node]
}

// One with room to spare: an object with a finalizer may not be part of a shared tiny block.
type finalized struct {
	inner  *node
	number uint64
	fill   [3]uint64
}

func finalizer(w *world) {
	s := &w.specials
	s.finalizers++
	object := &finalized{inner: w.node(), number: w.numbers}
	runtime.SetFinalizer(object, func(dead *finalized) {
		// All that a dead object refers to is still there.
		dead.inner.check("a finalizer")
		if dead.inner.number != dead.number {
			fmt.Println("CORRUPT: a finalizer got another object")
			os.Exit(3)
		}
		s.finalized.Add(1)
	})
	w.holdFor(object)
}

func cleanup(w *world) {
	s := &w.specials
	s.cleanups++
	object := w.node()
	runtime.AddCleanup(object, func(number uint64) {
		if number == 0 {
			fmt.Println("CORRUPT: a cleanup got no number")
			os.Exit(3)
		}
		s.cleaned.Add(1)
	}, object.number)
	object.left = w.somewhere()
	w.hold(object)
}

func (w *world) holdFor(object *finalized) {
	n := w.node()
	n.payload = object
	w.hold(n)
}

func weakly(w *world) {
	s := &w.specials
	for range 1 + w.below(10) {
		n := w.node()
		s.weak = append(s.weak, held{n, weak.Make(n)})
	}
	for i := range s.weak {
		one := &s.weak[i]
		if one.strong == nil {
			continue
		}
		if one.pointer.Value() != one.strong || weak.Make(one.strong) != one.pointer {
			fmt.Println("CORRUPT: a weak pointer lost an object that is held")
			os.Exit(3)
		}
		one.strong.check("a weak pointer")
		if w.below(4) == 0 {
			one.strong = nil
		}
	}
	// Those that are let go have any value until the end, and nil then.
	if len(s.weak) > 400 {
		s.weak = append([]held(nil), s.weak[300:]...)
	}
}

func uniquely(w *world) {
	s := &w.specials
	for range 1 + w.below(10) {
		text := fmt.Sprint("name ", w.below(40))
		handle := unique.Make(text)
		for _, other := range s.handles {
			if (other == handle) != (other.Value() == text) {
				fmt.Println("CORRUPT: two handles of", text)
				os.Exit(3)
			}
		}
		s.handles = append(s.handles, handle)
	}
	if len(s.handles) > 60 {
		s.handles = s.handles[45:]
	}
}

func pooled(w *world) {
	s := &w.specials
	for range 20 {
		got, _ := s.pool.Get().(*node)
		if got == nil {
			got = w.node()
		} else {
			got.check("a pool")
			// Whether there was one depends on collections: it must not show.
			w.numbers++
		}
		s.pool.Put(got)
		if w.below(3) == 0 {
			s.pool.Put(&node{number: 5, stamp: stampOf(5)})
		}
	}
}

func (s *specials) sum(v *visitor) {
	for _, one := range s.weak {
		if one.strong != nil {
			v.add(3, v.visit(one.pointer.Value()))
		}
	}
	for _, handle := range s.handles {
		v.add(4, hashText(handle.Value()))
	}
}

// Lets everything go and waits for what the collector owes.
func (w *world) end() {
	s := &w.specials
	for i := range s.weak {
		s.weak[i].strong = nil
	}
	w.roots, w.lists, w.maps, w.texts = [slots]*node{}, [8][]*node{}, [8]map[uint64]*node{}, [8]string{}
	w.bytes, w.tables, w.calls, w.boxes = [4][]byte{}, [2]*[8192]*node{}, nil, nil
	w.numbersOf, w.nodesOf, w.ordered = list[uint64]{}, list[*node]{}, nil
	s.pool.New = nil
	for range 200 {
		runtime.GC()
		time.Sleep(time.Millisecond)
		if int(s.finalized.Load()) == s.finalizers && int(s.cleaned.Load()) == s.cleanups &&
			s.dead() == len(s.weak) {
			break
		}
	}
	fmt.Println("finalized", s.finalized.Load(), "of", s.finalizers)
	fmt.Println("cleaned", s.cleaned.Load(), "of", s.cleanups)
	fmt.Println("weak pointers left", len(s.weak)-s.dead())
}

func (s *specials) dead() int {
	dead := 0
	for _, one := range s.weak {
		if one.pointer.Value() == nil {
			dead++
		}
	}
	return dead
}
