package main

import (
	"runtime"
	"weak"

	"example.com/hosted/check"
)

//go:noinline
func takenBack(log *journal) (alive func() bool) {
	n := &node{name: "taken back"}
	runtime.SetFinalizer(n, func(n *node) { log.add(n.name) })
	runtime.SetFinalizer(n, nil)
	w := weak.Make(n)
	return func() bool { return w.Value() != nil }
}

func weakPointers() {
	n := &node{name: "strong", next: &node{name: "next"}}
	w := weak.Make(n)
	next := weak.Make(n.next)
	check.That("a weak pointer gives its object", w.Value() == n && next.Value() == n.next)
	check.Settle()
	check.That("as long as it lives", w.Value() == n && w.Value().next.name == "next")
	check.That("equal for the same object", w == weak.Make(n))
	runtime.KeepAlive(n)
	n = nil
	check.Settle()
	check.That("and nothing then", w.Value() == nil && next.Value() == nil)
	check.That("it stays equal to itself", w == w && w != next)
	var nothing *node
	check.That("of nil there is a weak nil", weak.Make(nothing).Value() == nil)
	x := weakTiny()
	check.Churn(1 << 16)
	check.That("tiny objects have weak pointers", check.Comes(func() bool { return x.Value() == nil }))
}

//go:noinline
func weakTiny() weak.Pointer[int32] {
	x := new(int32)
	*x = 5
	w := weak.Make(x)
	if w.Value() != x || *w.Value() != 5 {
		panic("another tiny object")
	}
	return w
}

func weakPointersInside() {
	n := &node{name: "outer"}
	n.words = [4]int{10, 20, 30, 40}
	one, two := weak.Make(&n.words[1]), weak.Make(&n.words[2])
	check.That("weak pointers into an object differ", one != two)
	check.Settle()
	check.That("and give their word", *one.Value() == 20 && two.Value() == &n.words[2])
	runtime.KeepAlive(n)
	n = nil
	p := one.Value()
	check.Settle()
	check.That("a pointer inside keeps the whole", p != nil && two.Value() != nil && *two.Value() == 30)
	runtime.KeepAlive(p)
	p = nil
	check.Settle()
	check.That("until it goes", one.Value() == nil && two.Value() == nil)
}

//go:noinline
func weakAndFinalized(log *journal) (before weak.Pointer[node]) {
	n := &node{name: "n"}
	w := weak.Make(n)
	runtime.SetFinalizer(n, func(n *node) {
		if w.Value() == nil {
			log.add("cleared")
		} else {
			log.add("there")
		}
		revived = n
	})
	return w
}

func weakPointersBeforeFinalizers() {
	log := new(journal)
	w := weakAndFinalized(log)
	check.That("a finalizer runs", check.Comes(func() bool { return log.count() == 1 }))
	check.Equal("a weak pointer is cleared before", log.String(), "cleared")
	check.That("and stays so for a revived object", w.Value() == nil && revived != nil)
	check.That("which can have a new one", weak.Make(revived).Value() == revived)
	check.That("that is another", weak.Make(revived) != w)
	revived = nil
}

type summed struct {
	values [6]uint64
	next   *summed
	sum    uint64
}

func newSummed(seed uint64, next *summed) *summed {
	s := &summed{next: next}
	for i := range s.values {
		seed = seed*6364136223846793005 + 1442695040888963407
		s.values[i] = seed
		s.sum += seed
	}
	return s
}

func (s *summed) whole() bool {
	sum := uint64(0)
	for _, v := range s.values {
		sum += v
	}
	return sum == s.sum
}

// weakPointersWhileMarking gets strong pointers from weak ones at all times, while objects come
// and go. What it gets must be whole, with all that hangs on it.
func weakPointersWhileMarking() {
	const count = 256
	random := uint64(1)
	next := func(n uint64) uint64 {
		random = random*6364136223846793005 + 1442695040888963407
		return random >> 33 % n
	}
	weaks := make([]weak.Pointer[summed], count)
	strong := make([]*summed, count)
	broken := 0
	for step := range 40_000 {
		i := next(count)
		switch next(4) {
		case 0:
			strong[i] = newSummed(uint64(step), newSummed(uint64(step)+1, nil))
			weaks[i] = weak.Make(strong[i])
		case 1:
			strong[i] = nil
		default:
			s := weaks[i].Value()
			if s == nil {
				if strong[i] != nil {
					broken++
				}
				weaks[i], strong[i] = weak.Pointer[summed]{}, nil
				continue
			}
			if !s.whole() || s.next == nil || !s.next.whole() {
				broken++
			}
			j := next(count)
			strong[j], weaks[j] = s, weaks[i]
		}
	}
	check.Equal("strong pointers from weak ones are whole", broken, 0)
}

func pins() {
	var pinner runtime.Pinner
	w := pinned(&pinner)
	check.Settle()
	check.That("a pinned object stays", w.Value() != nil && w.Value().name == "pinned")
	pinner.Pin(w.Value())
	pinner.Unpin()
	check.Settle()
	check.That("until it is unpinned", w.Value() == nil)
	for range 1000 {
		pinner.Pin(&node{name: "many"})
	}
	check.Settle()
	pinner.Unpin()
	for range 2000 {
		pinned(&pinner)
		pinner.Unpin()
	}
	check.That("pins come and go", true)
}

//go:noinline
func pinned(pinner *runtime.Pinner) weak.Pointer[node] {
	n := &node{name: "pinned"}
	pinner.Pin(n)
	return weak.Make(n)
}
