// The heap profile: what was allocated where, and what of it is left.
package main

import (
	"bytes"
	"fmt"
	"runtime"
	"runtime/pprof"
	"strings"

	"example.com/hosted/check"
)

type record struct {
	next *record
	pad  [7]uint64
}

var (
	records *record
	blocks  [][]byte
	tinies  []*byte
)

func main() {
	runtime.MemProfileRate = 1
	makeRecords(1000)
	makeBlocks(50)
	makeTiny(400)
	publish()
	objects, bytesOf, free, _ := site("main.makeRecords")
	check.Equal("records allocated", objects, 1000)
	check.Equal("their bytes", bytesOf, 64_000)
	check.Equal("none is freed", free, 0)
	objects, bytesOf, free, _ = site("main.makeBlocks")
	check.That("blocks allocated", objects >= 50 && objects < 60, objects)
	check.That("their bytes", bytesOf >= 50*40_960 && bytesOf < 50*40_960+8192, bytesOf)
	check.Equal("none of them is freed", free, 0)
	objects, _, _, _ = site("main.makeTiny")
	check.That("blocks of tiny objects", objects >= 26 && objects <= 30, objects)

	text := new(bytes.Buffer)
	check.That("it can be written", pprof.Lookup("heap").WriteTo(text, 1) == nil)
	check.That("with its rate", strings.HasPrefix(text.String(), "heap profile: ") && strings.Contains(text.String(), "@ heap/2\n"), text.String()[:100])
	written := 0
	for line := range strings.Lines(text.String()) {
		var inUse, inUseBytes, objects, objectBytes int
		_, err := fmt.Sscanf(line, "%d: %d [%d: %d] @", &inUse, &inUseBytes, &objects, &objectBytes)
		if err == nil && inUse == objects && inUseBytes == 64*inUse {
			written += inUse
		}
	}
	check.That("and its sites", written >= 1000 && written < 1050, written)
	packed := new(bytes.Buffer)
	check.That("packed too", pprof.WriteHeapProfile(packed) == nil && packed.Len() > 200)

	drop()
	publish()
	_, _, free, freed := site("main.makeRecords")
	check.Equal("half of the records are freed", free, 500)
	check.Equal("with their bytes", freed, 32_000)
	_, _, free, _ = site("main.makeBlocks")
	check.That("and all blocks", free >= 50, free)
	records = nil
	publish()
	_, _, free, _ = site("main.makeRecords")
	check.Equal("then all records", free, 1000)

	runtime.MemProfileRate = 0
	makeRecords(100)
	publish()
	objects, _, _, _ = site("main.makeRecords")
	check.That("with the profile off nothing is added", objects <= 1001, objects)
	runtime.MemProfileRate = 4096
	records = nil
	makeRecords(20_000)
	publish()
	objects, _, _, _ = site("main.makeRecords")
	check.That("samples stand for all", objects-1000 > 150 && objects-1000 < 600, objects-1000)
	check.Done()
}

//go:noinline
func makeRecords(count int) {
	for range count {
		records = &record{next: records}
	}
}

//go:noinline
func makeBlocks(count int) {
	blocks = make([][]byte, 0, count)
	for range count {
		blocks = append(blocks, make([]byte, 40_000))
	}
}

//go:noinline
func makeTiny(count int) {
	tinies = make([]*byte, 0, count)
	for range count {
		tinies = append(tinies, new(byte))
	}
}

func drop() {
	blocks = nil
	r := records
	for range 499 {
		r = r.next
	}
	r.next = nil
}

// publish: a profile shows what was before the last collection but one.
func publish() {
	for range 3 {
		runtime.GC()
	}
}

// site sums up what was allocated by a function.
func site(function string) (objects, bytesOf, free, freed int64) {
	all := make([]runtime.MemProfileRecord, 10_000)
	n, ok := runtime.MemProfile(all, true)
	if !ok {
		panic(fmt.Sprint(n, " records"))
	}
	for _, r := range all[:n] {
		for _, pc := range r.Stack() {
			if runtime.FuncForPC(pc-1).Name() == function {
				objects += r.AllocObjects
				bytesOf += r.AllocBytes
				free += r.FreeObjects
				freed += r.FreeBytes
				break
			}
		}
	}
	return
}
