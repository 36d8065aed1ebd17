// Finalizers, cleanups, weak pointers and what stands on them.
package main

import (
	"fmt"
	"runtime"
	"strings"
	"sync"
	"unique"

	"example.com/hosted/check"
)

type node struct {
	name  string
	next  *node
	words [4]int
}

// journal is written by finalizers and cleanups.
type journal struct {
	mutex sync.Mutex
	lines []string
}

func (j *journal) add(line string) {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	j.lines = append(j.lines, line)
}

func (j *journal) String() string {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return strings.Join(j.lines, " ")
}

func (j *journal) count() int {
	j.mutex.Lock()
	defer j.mutex.Unlock()
	return len(j.lines)
}

var kept any

func main() {
	finalizersFollowPointers()
	finalizersRevive()
	cyclesAreNotFinalized()
	tinyObjectsAreFinalized()
	finalizersAreTakenBack()
	finalizersTakeInterfaces()
	cleanupsRun()
	cleanupsAreStopped()
	cleanupsWaitForFinalizers()
	weakPointers()
	weakPointersInside()
	weakPointersBeforeFinalizers()
	weakPointersWhileMarking()
	uniqueHandles()
	pools()
	pins()
	check.Done()
}

//go:noinline
func chain(log *journal, names ...string) {
	var first *node
	for i := len(names) - 1; i >= 0; i-- {
		first = &node{name: names[i], next: first}
		runtime.SetFinalizer(first, func(n *node) { log.add(n.name) })
	}
}

func finalizersFollowPointers() {
	log := new(journal)
	chain(log, "a", "b", "c")
	check.Settle()
	check.Equal("who points is finalized first", log.String(), "a")
	check.Settle()
	check.Equal("then the next", log.String(), "a b")
	check.Settle()
	check.Equal("and the last", log.String(), "a b c")
	check.Settle()
	check.Equal("each of them once", log.String(), "a b c")
}

var revived *node

//go:noinline
func revivable(log *journal) {
	n := &node{name: "revived", next: &node{name: "its own"}}
	runtime.SetFinalizer(n, func(n *node) {
		log.add("finalized")
		revived = n
	})
}

func finalizersRevive() {
	log := new(journal)
	revivable(log)
	check.That("a finalizer gets its object", check.Comes(func() bool { return log.count() == 1 }))
	check.Churn(1 << 20)
	check.Settle()
	check.That("an object that a finalizer keeps is whole",
		revived != nil && revived.name == "revived" && revived.next.name == "its own", revived)
	revived = nil
	check.Settle()
	check.Settle()
	check.Equal("and is not finalized again", log.String(), "finalized")

	again := new(journal)
	sentinel(again)
	check.That("a finalizer may set itself again", check.Comes(func() bool { return again.count() >= 3 }))
}

//go:noinline
func sentinel(log *journal) {
	var again func(n *node)
	again = func(n *node) {
		log.add("again")
		if log.count() < 3 {
			runtime.SetFinalizer(n, again)
		}
	}
	runtime.SetFinalizer(&node{name: "sentinel"}, again)
}

//go:noinline
func cycle(log *journal) {
	a, b := &node{name: "a"}, &node{name: "b"}
	a.next, b.next = b, a
	runtime.SetFinalizer(a, func(n *node) { log.add(n.name) })
}

func cyclesAreNotFinalized() {
	log := new(journal)
	cycle(log)
	check.Settle()
	check.Settle()
	check.Equal("a cycle with a finalizer stays", log.String(), "")
}

func tinyObjectsAreFinalized() {
	const count = 100
	log := new(journal)
	tiny(log, count)
	check.That("tiny objects are finalized", check.Comes(func() bool { return log.count() >= count-4 }), log.count())
	seen := map[string]bool{}
	for _, line := range strings.Fields(log.String()) {
		check.That("a tiny object is finalized once and whole",
			!seen[line] && strings.HasPrefix(line, "tiny-"), line)
		seen[line] = true
		if len(seen) == 3 {
			break
		}
	}
}

//go:noinline
func tiny(log *journal, count int32) {
	for i := range count {
		x := new(int32)
		*x = 7*i + 1
		runtime.SetFinalizer(x, func(p *int32) {
			if *p%7 == 1 {
				log.add(fmt.Sprint("tiny-", *p))
			} else {
				log.add(fmt.Sprint("broken ", *p))
			}
		})
	}
}

func finalizersAreTakenBack() {
	log := new(journal)
	alive := takenBack(log)
	check.Settle()
	check.Settle()
	check.Equal("a finalizer that was taken back does not run", log.String(), "")
	check.That("and its object goes at once", !alive())
}

func finalizersTakeInterfaces() {
	log := new(journal)
	func() {
		runtime.SetFinalizer(&node{name: "any"}, func(x any) { log.add(x.(*node).name) })
		runtime.SetFinalizer(&node{name: "result"}, func(x fmt.Stringer) int { log.add(x.String()); return 1 })
	}()
	check.That("finalizers take interfaces", check.Comes(func() bool { return log.count() == 2 }), log)
}

func (n *node) String() string { return n.name }

//go:noinline
func cleaned(log *journal) {
	n := &node{name: "n", next: &node{name: "m"}}
	runtime.AddCleanup(n, func(s string) { log.add(s) }, "first")
	runtime.AddCleanup(n, func(next *node) { log.add(next.name) }, &node{name: "second"})
	runtime.AddCleanup(&n.words[2], func(i int) { log.add(fmt.Sprint(i)) }, 3)
	runtime.AddCleanup(n.next, func(int) { log.add("m") }, 0)
	kept = n
}

func cleanupsRun() {
	log := new(journal)
	cleaned(log)
	check.Settle()
	check.Equal("cleanups wait for the object's end", log.String(), "")
	kept = nil
	check.That("all cleanups run", check.Comes(func() bool { return log.count() == 4 }), log)
	text := log.String()
	check.That("with their arguments", strings.Contains(text, "first") &&
		strings.Contains(text, "second") && strings.Contains(text, "3") && strings.Contains(text, "m"), text)
	check.Settle()
	check.Equal("cleanups run once", log.count(), 4)
}

//go:noinline
func stopped(log *journal) (stop func()) {
	n := &node{name: "n"}
	c := runtime.AddCleanup(n, func(s string) { log.add(s) }, "stopped")
	runtime.AddCleanup(n, func(s string) { log.add(s) }, "other")
	kept = n
	return c.Stop
}

func cleanupsAreStopped() {
	log := new(journal)
	stop := stopped(log)
	check.Settle()
	stop()
	stop()
	kept = nil
	check.That("the other cleanup runs", check.Comes(func() bool { return log.count() == 1 }), log)
	check.Settle()
	check.Equal("a stopped cleanup does not", log.String(), "other")
}

//go:noinline
func finalizedAndCleaned(log *journal) {
	n := &node{name: "n"}
	runtime.AddCleanup(n, func(s string) { log.add(s) }, "cleaned")
	runtime.SetFinalizer(n, func(n *node) { log.add("finalized"); revived = n })
}

func cleanupsWaitForFinalizers() {
	log := new(journal)
	finalizedAndCleaned(log)
	check.That("the finalizer comes first", check.Comes(func() bool { return log.count() >= 1 }))
	check.Settle()
	check.Equal("the cleanup waits for the revived object", log.String(), "finalized")
	revived = nil
	check.That("and comes when it ends", check.Comes(func() bool { return log.count() == 2 }))
	check.Equal("in this order", log.String(), "finalized cleaned")
}

func uniqueHandles() {
	a := unique.Make(strings.Repeat("x", 10))
	b := unique.Make("xxxxxxxxxx")
	check.That("equal values have equal handles", a == b)
	check.Settle()
	check.Settle()
	check.Equal("a handle keeps its value", a.Value(), "xxxxxxxxxx")
	check.That("and its identity", a == unique.Make(strings.Repeat("x", 10)))
	before := live()
	handles(2000)
	with := live()
	check.That("handles hold memory", with > before+1_500_000, with-before)
	kept = nil
	check.That("dead handles leave", check.Comes(func() bool { return live() < before+200_000 }), live()-before)
	type pair struct {
		name string
		next any
	}
	c := unique.Make(pair{"p", 5})
	check.That("handles of structs", c == unique.Make(pair{"p", 5}) && c != unique.Make(pair{"p", "5"}))
}

//go:noinline
func handles(count int) {
	var all []unique.Handle[string]
	for i := range count {
		all = append(all, unique.Make(fmt.Sprintf("%01000d", i)))
	}
	kept = all
}

func live() int {
	for range 3 {
		check.Settle()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func pools() {
	var pool sync.Pool
	pool.Put(&node{name: "pooled"})
	runtime.GC()
	x, _ := pool.Get().(*node)
	check.That("a pool keeps its objects over one collection", x != nil && x.name == "pooled", x)
	pool.Put(x)
	runtime.GC()
	runtime.GC()
	check.That("and not over two", pool.Get() == nil)
}
