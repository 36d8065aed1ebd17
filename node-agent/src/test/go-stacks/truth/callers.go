package main

import (
	"iter"
	"reflect"
	"runtime"
	"sort"
	"strings"
	"sync"
	"time"
	"unsafe"
)

//go:noinline
func reflected(a *thing, n int, b *thing, c [3]*thing) *thing {
	use(b)
	park()
	use(a)
	use(c[1])
	return a
}

func (h *holder) Reflected(a *thing) *thing {
	park()
	use(a)
	return h.t
}

type sorter struct{ t *thing }

func (s sorter) Len() int { return 2 }
func (s sorter) Less(i, j int) bool {
	if i+j == 1 && s.t != nil {
		park()
	}
	return i < j
}
func (s sorter) Swap(i, j int) {}

//go:noinline
func onALargeStack() {
	var room [3000]*thing
	room[2999] = thingOf("on a grown stack live")
	room[0] = thingOf("on a grown stack live")
	h := holder{t: thingOf("stack object on a grown stack live")}
	room[1500] = room[2999]
	grow(&h, 40)
	use(room[sink%3000])
}

//go:noinline
func grow(h *holder, n int) {
	var pad [500]int
	pad[n] = n
	if n == 0 {
		hold(h)
	} else {
		grow(h, n-1)
	}
	sink += pad[n]
}

func numbers(t *thing) iter.Seq[int] {
	return func(yield func(int) bool) {
		for i := range 3 {
			if !yield(i) {
				break
			}
		}
		use(t)
	}
}

func callers() []func() {
	return []func(){
		func() {
			out := reflect.ValueOf(reflected).Call([]reflect.Value{
				reflect.ValueOf(thingOf("reflect argument live")), reflect.ValueOf(1),
				reflect.ValueOf(thingOf("reflect argument live")),
				reflect.ValueOf([3]*thing{1: thingOf("reflect array live")})})
			use(out[0].Interface().(*thing))
		},
		func() {
			made := reflect.MakeFunc(reflect.TypeOf(reflected), func(in []reflect.Value) []reflect.Value {
				park()
				return in[:1]
			})
			f := made.Interface().(func(*thing, int, *thing, [3]*thing) *thing)
			use(f(thingOf("made function live"), 2, thingOf("made function live"), [3]*thing{}))
		},
		func() {
			h := &holder{t: thingOf("reflect method live")}
			track("reflect receiver live", unsafe.Pointer(h), unsafe.Sizeof(*h))
			f := reflect.ValueOf(h).MethodByName("Reflected").Interface().(func(*thing) *thing)
			use(f(thingOf("reflect method argument live")))
		},
		func() {
			sort.Sort(sorter{thingOf("in a library's frame live")})
		},
		func() {
			strings.Map(func(r rune) rune {
				t := thingOf("called back live")
				park()
				use(t)
				return r
			}, "x")
		},
		onALargeStack,
		func() {
			t := thingOf("suspended iterator live")
			next, stop := iter.Pull(numbers(t))
			next()
			park()
			stop()
		},
		func() {
			t := thingOf("loop over a function live")
			for range numbers(t) {
				park()
				break
			}
		},
		func() {
			t := thingOf("goroutine that has not begun live")
			f := func() {
				use(t)
			}
			track("its closure live", *(*unsafe.Pointer)(unsafe.Pointer(&f)), 16)
			park()
			go f()
		},
		func() {
			t := thingOf("waiting for a condition live")
			c := sync.NewCond(&sync.Mutex{})
			go func() {
				park()
				c.Signal()
			}()
			c.L.Lock()
			c.Wait()
			use(t)
		},
		func() {
			t := thingOf("selecting live")
			u := thingOf("selecting dead")
			use(u)
			a, b := make(chan int), make(chan *thing)
			go func() {
				park()
				a <- 1
			}()
			select {
			case n := <-a:
				sink += n
			case got := <-b:
				use(got)
			}
			use(t)
		},
		func() {
			t := thingOf("being sent live")
			c := make(chan *thing)
			go func() {
				park()
				<-c
			}()
			c <- t
		},
		func() {
			t := thingOf("sleeping live")
			time.Sleep(time.Hour)
			use(t)
		},
	}
}

//go:wasmimport stacks enter
func enter()

// visit is called by the host while the host is called by Go.
//
//go:wasmexport visit
func visit(n int32) int32 {
	t := thingOf("in an export live")
	u := thingOf("in an export dead")
	use(u)
	probe()
	use(t)
	return n
}

// running probes from frames of the main goroutine itself.
//
//go:noinline
func running() {
	t := thingOf("running live")
	u := thingOf("running dead")
	use(u)
	var h holder
	h.t = thingOf("running stack object live")
	started := thingOf("goroutine that has just begun live")
	closure := func() {
		park()
		use(started)
	}
	go closure()
	defer func() {
		probe()
		use(h.t)
	}()
	probe()
	use(t)
	s := thingOf("captured on the system stack")
	sink += int(probeOnSystemStack(unsafe.Pointer(s)) & 1)
	around := thingOf("around an export live")
	lost := thingOf("around an export dead")
	use(lost)
	enter()
	use(around)
	idle()
	again := thingOf("running again live")
	probe()
	release()
	touch(&h)
	use(again)
}

// idle lets the node look while nothing runs and the scheduler waits on the system stack.
//
//go:noinline
func idle() {
	t := thingOf("while idle live")
	u := thingOf("while idle dead")
	use(u)
	runtime.HostedSpans()
	time.Sleep(time.Millisecond)
	tell()
	use(t)
}
