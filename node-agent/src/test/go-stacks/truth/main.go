// Truth parks goroutines in frames of all kinds and lets the node read their stacks. Then Go's own
// collector runs, from the same frames, and weak pointers tell which objects it has kept.
package main

import (
	"runtime"
	"unsafe"
	"weak"
)

//go:wasmimport stacks judge
func judge(name string, address uint32, size uint32, kept bool)

type thing struct {
	next *thing
	n    [3]int
}

type tracked struct {
	name    string
	address uintptr
	size    uintptr
	weak    weak.Pointer[thing]
}

var (
	objects [4096]tracked
	count   int
	parked  int
	gates   [256]chan bool
	sink    int
	round   string
)

// track remembers where an object is, in a way that does not keep it.
//
//go:noinline
func track(name string, p unsafe.Pointer, size uintptr) {
	objects[count] = tracked{round + name, uintptr(p), size, weak.Make((*thing)(p))}
	count++
}

//go:noinline
func thingOf(name string) *thing {
	t := &thing{}
	t.n[0] = count + 1
	track(name, unsafe.Pointer(t), unsafe.Sizeof(*t))
	return t
}

//go:noinline
func use(t *thing) {
	if t != nil {
		sink += t.n[0]
	}
}

// park waits until the probe is over.
//
//go:noinline
func park() {
	gate := make(chan bool)
	gates[parked] = gate
	parked++
	<-gate
}

// probe lets the node look and then Go itself; both see the same frames above this one.
//
//go:noinline
func probe() {
	runtime.HostedSpans()
	runtime.HostedScan()
	tell()
}

//go:noinline
func probeOnSystemStack(p unsafe.Pointer) uintptr {
	runtime.HostedSpans()
	kept := runtime.HostedScanOnSystemStack(p)
	tell()
	return kept
}

//go:noinline
func tell() {
	runtime.GC()
	runtime.HostedKept()
	for i := 0; i < count; i++ {
		o := &objects[i]
		judge(o.name, uint32(o.address), uint32(o.size), o.weak.Value() != nil)
		*o = tracked{}
	}
	count = 0
}

// each runs a case in a goroutine of its own until all are parked, and probes.
func each(cases ...func()) {
	for _, c := range cases {
		go c()
	}
	for i := 0; i < 50; i++ {
		runtime.Gosched()
	}
	probe()
	release()
}

func release() {
	for i := 0; i < parked; i++ {
		gates[i] <- true
		gates[i] = nil
	}
	parked = 0
	for i := 0; i < 50; i++ {
		runtime.Gosched()
	}
}

func main() {
	runtime.HostedDescribe()
	for _, r := range []string{"", "again "} {
		round = r
		each(variables()...)
		each(stackObjects()...)
		each(deferred()...)
		each(callers()...)
		each(library()...)
		running()
	}
	types()
	if sink == 0 {
		panic("nothing was used")
	}
}
