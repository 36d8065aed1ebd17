// The host counts what the runtime retires between begin and end, while this
// program does one kind of thing as often as the host wants.
package main

import (
	"runtime"
	"runtime/debug"
)

//go:wasmimport costs workload
func workload() uint32

//go:wasmimport costs count
func count() uint32

//go:wasmimport costs begin
func begin()

//go:wasmimport costs end
func end()

type (
	noscan16  [2]int64
	noscan64  [8]int64
	noscan512 [64]int64
	scan16    [2]*int64
	scan64    [8]*int64
	scan512   [64]*int64
	scan1024  [127]*int64
	mixed64   struct {
		next *int64
		_    [7]int64
	}
	large [64 << 10]byte
)

var (
	shared = new(int64)
	kept   any
)

// allocate makes n objects and lets go of each.
func allocate[T any](n int) {
	begin()
	var last *T
	for range n {
		last = new(T)
		kept = last
	}
	end()
}

// mark collects a heap of n objects, each prepared.
func mark[T any](n int, prepare func(*T)) {
	all := make([]*T, n)
	for i := range all {
		all[i] = new(T)
		prepare(all[i])
	}
	collect(all)
}

func collect(live any) {
	kept = live
	runtime.GC()
	runtime.GC()
	begin()
	runtime.GC()
	end()
	runtime.KeepAlive(live)
}

func fill(words []*int64) {
	for i := range words {
		words[i] = shared
	}
}

//go:noinline
func descend(depth int, pointer *int64) int64 {
	if depth == 0 {
		runtime.GC()
		runtime.GC()
		begin()
		runtime.GC()
		end()
		return *pointer
	}
	local := new(int64)
	*local = int64(depth)
	below := descend(depth-1, local)
	return below + *local + *pointer
}

// rewrite changes pointers all the time, so that some changes meet a marking.
func rewrite(n int) {
	live := make([]*scan64, 1_000)
	for i := range live {
		live[i] = new(scan64)
		fill(live[i][:])
	}
	kept = live
	debug.SetGCPercent(5)
	begin()
	for i := range n {
		at := i * 7919 % len(live)
		fresh := new(scan64)
		for j := range fresh {
			fresh[j] = live[at][(j+1)%8]
		}
		live[at] = fresh
		live[(at+1)%len(live)][i%8] = shared
	}
	end()
}

// drop frees whole spans.
func drop(n int) {
	all := make([]*large, n)
	small := make([]*noscan512, 16*n)
	for i := range all {
		all[i] = new(large)
	}
	for i := range small {
		small[i] = new(noscan512)
	}
	kept = all
	runtime.GC()
	runtime.KeepAlive(all)
	runtime.KeepAlive(small)
	all, small = nil, nil
	kept = nil
	begin()
	runtime.GC()
	end()
}

func specials(n int) {
	all := make([]*noscan64, n)
	for i := range all {
		all[i] = new(noscan64)
	}
	kept = all
	runtime.GC()
	begin()
	for i := range all {
		runtime.AddCleanup(all[i], func(int) {}, i)
	}
	runtime.GC()
	end()
	runtime.KeepAlive(all)
}

func main() {
	debug.SetGCPercent(-1)
	n := int(count())
	switch workload() {
	case 0:
		allocate[noscan16](n)
	case 1:
		allocate[noscan64](n)
	case 2:
		allocate[noscan512](n)
	case 3:
		allocate[scan16](n)
	case 4:
		allocate[scan64](n)
	case 5:
		allocate[scan512](n)
	case 6:
		allocate[scan1024](n)
	case 7:
		allocate[bool](n)
	case 8:
		allocate[int64](n)
	case 9:
		allocate[large](n)
	case 10:
		mark(n, func(*noscan64) {})
	case 11:
		mark(n, func(*mixed64) {})
	case 12:
		mark(n, func(*scan64) {})
	case 13:
		mark(n, func(o *scan64) { fill(o[:]) })
	case 14:
		descend(n, shared)
	case 15:
		rewrite(n)
	case 16:
		drop(n)
	case 17:
		specials(n)
	}
}
