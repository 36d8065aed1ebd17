package main

import (
	"fmt"
	"reflect"
	"runtime/debug"
	"slices"
	"strings"
)

func growTree(w *world) { w.hold(w.tree(1 + w.below(7))) }

func (w *world) tree(depth int) *node {
	n := w.node()
	if depth > 0 {
		n.left = w.tree(depth - 1)
		if w.below(4) > 0 {
			n.right = w.tree(depth - 1 - w.below(depth))
		}
	}
	return n
}

func link(w *world) {
	from, to := w.somewhere(), w.somewhere()
	if from == nil {
		w.hold(w.node())
		return
	}
	switch w.below(6) {
	case 0:
		from.left = to
	case 1:
		from.right = to
	case 2:
		from.pair = [2]*node{to, from.left}
	case 3:
		from.payload = to
	case 4:
		from.pair, from.left = [2]*node{from.right, to}, from.pair[w.below(2)]
	case 5:
		if from.children == nil {
			from.children = make(map[uint64]*node)
		}
		from.children[w.next()%16] = to
	}
}

func unlink(w *world) {
	if n := w.somewhere(); n != nil {
		switch w.below(5) {
		case 0:
			n.left, n.right = n.right, nil
		case 1:
			clear(n.children)
		case 2:
			n.next = nil
		case 3:
			n.payload = nil
		case 4:
			number, stamp := n.number, n.stamp
			*n = node{number: number, stamp: stamp, left: n.right}
		}
	}
}

func fillMap(w *world) {
	m := w.maps[w.below(len(w.maps))]
	if len(m) > 2000 {
		clear(m)
	}
	for range 1 + w.below(60) {
		n := w.node()
		n.left = w.somewhere()
		m[w.next()%4096] = n
	}
}

func emptyMap(w *world) {
	i := w.below(len(w.maps))
	switch w.below(3) {
	case 0:
		w.maps[i] = make(map[uint64]*node, w.below(200))
	case 1:
		clear(w.maps[i])
	case 2:
		for key, n := range w.maps[i] {
			n.check("a map")
			if key%3 == 0 {
				delete(w.maps[i], key)
			}
		}
	}
}

func moveInSlice(w *world) {
	list := &w.lists[w.below(len(w.lists))]
	if len(*list) < 4 {
		*list = append(*list, w.node(), w.somewhere(), w.node(), w.root())
	}
	at := w.below(len(*list) - 1)
	switch w.below(5) {
	case 0:
		copy((*list)[at:], (*list)[at+1:])
	case 1:
		copy((*list)[at+1:], (*list)[at:])
	case 2:
		slices.Reverse(*list)
	case 3:
		*list = slices.Delete(*list, at, at+1)
	case 4:
		*list = slices.Insert(*list, at, w.node(), w.somewhere())
	}
}

func appendNodes(w *world) {
	i := w.below(len(w.lists))
	if len(w.lists[i]) > 3000 {
		w.lists[i] = w.lists[i][2000:]
	}
	for range 1 + w.below(100) {
		w.lists[i] = append(w.lists[i], w.node())
	}
	if n := w.somewhere(); n != nil && len(n.next) < 500 {
		n.next = append(n.next, w.lists[i][:min(20, len(w.lists[i]))]...)
	}
}

func capture(w *world) {
	n, other, factor := w.somewhere(), w.node(), w.next()|1
	call := func(x uint64) uint64 {
		other.check("a closure")
		if n != nil {
			n.check("a closure")
			return (x + n.number) * factor
		}
		return x*factor + other.number
	}
	if len(w.calls) > 60 {
		w.calls = slices.Clone(w.calls[40:])
	}
	w.calls = append(w.calls, call)
	if to := w.somewhere(); to != nil {
		to.run = call
	}
}

func callClosures(w *world) {
	sum := w.next()
	for _, call := range w.calls {
		defer func() { sum = call(sum) }()
	}
	w.texts[w.below(len(w.texts))] = fmt.Sprintf("%x", sum)
}

func text(w *world) {
	i := w.below(len(w.texts))
	var b strings.Builder
	for range 1 + w.below(20) {
		fmt.Fprintf(&b, "%d,%s;", w.below(1000), w.texts[i][:min(10, len(w.texts[i]))])
	}
	switch w.below(3) {
	case 0:
		w.texts[i] = b.String()
	case 1:
		w.texts[i] = strings.ToUpper(w.texts[i][:len(w.texts[i])/2]) + b.String()[:b.Len()/2]
	case 2:
		w.texts[i] = strings.Join(strings.Split(b.String(), ","), "-")
	}
	if n := w.somewhere(); n != nil {
		n.name = w.texts[i][len(w.texts[i])/2:]
	}
}

func bigBytes(w *world) {
	data := make([]byte, 1+w.below(200_000))
	data[w.below(len(data))] = byte(w.next())
	w.bytes[w.below(len(w.bytes))] = data
	if n := w.somewhere(); n != nil {
		n.data = data[len(data)/2 : len(data)/2+min(64, len(data)/2)]
	}
}

func bigPointers(w *world) {
	table := new([8192]*node)
	for range 300 {
		table[w.below(len(table))] = w.node()
	}
	if old := w.tables[0]; old != nil {
		copy(table[1000:2000], old[500:])
	}
	w.tables[w.below(len(w.tables))] = table
}

func deep(w *world) {
	n := w.node()
	n.right = w.somewhere()
	w.hold(descend(w, n, 200+w.below(3000)))
}

// Each frame holds a node that only the stack knows.
//
//go:noinline
func descend(w *world, n *node, depth int) *node {
	var local [4]*node
	put(&local, depth&3, n)
	if depth == 0 {
		return w.node()
	}
	var mine *node
	if depth%50 == 0 {
		mine = w.node()
	}
	below := descend(w, n, depth-1)
	take(&local, depth&3).check("a deep stack")
	if mine != nil {
		mine.check("a deep stack")
		mine.left, below = below, mine
	}
	return below
}

// These two are calls, for Go 1.26 on wasm keeps the address of local[depth&3] from one use to
// the next, over a call that may move the stack, and does not move the address with it.
//
//go:noinline
func put(local *[4]*node, at int, n *node) { local[at] = n }

//go:noinline
func take(local *[4]*node, at int) *node { return local[at] }

func recovers(w *world) {
	n := w.node()
	defer func() {
		thrown := recover().(*node)
		thrown.check("a recovered panic")
		thrown.left = w.somewhere()
		w.hold(thrown)
	}()
	func() {
		defer func() { n.right = w.node() }()
		panic(n)
	}()
}

func reflection(w *world) {
	list := reflect.MakeSlice(reflect.TypeFor[[]*node](), 0, 2)
	for range 5 + w.below(20) {
		list = reflect.Append(list, reflect.ValueOf(w.node()))
	}
	table := reflect.MakeMap(reflect.TypeFor[map[string]*node]())
	for i := range list.Len() {
		table.SetMapIndex(reflect.ValueOf(fmt.Sprint(i)), list.Index(i))
	}
	w.numbers++
	made := reflect.New(reflect.TypeFor[node]()).Interface().(*node)
	made.number, made.stamp = w.numbers, stampOf(w.numbers)
	made.next = list.Interface().([]*node)
	made.payload = table.MapIndex(reflect.ValueOf("3")).Interface()
	w.hold(made)
}

func small(w *world) {
	// Objects without pointers that share a block of 16 bytes.
	bytes := make([]*byte, 50)
	words := make([]*uint16, 50)
	for i := range bytes {
		bytes[i], words[i] = new(byte), new(uint16)
		*bytes[i], *words[i] = byte(i), uint16(i*7)
	}
	sum := 0
	for i := range bytes {
		sum += int(*bytes[i]) + int(*words[i])
	}
	if sum != 25*49+7*25*49 {
		panic("a tiny object has changed")
	}
	if n := w.somewhere(); n != nil {
		n.payload = uint64(sum) + uint64(*words[w.below(50)])
	}
	if w.below(20) == 0 {
		debug.SetGCPercent([]int{20, 50, 100, 200}[w.below(4)])
	}
}

func drop(w *world) {
	for range 1 + w.below(6) {
		w.roots[w.below(slots)] = nil
	}
	switch w.below(8) {
	case 0:
		w.lists[w.below(len(w.lists))] = nil
	case 1:
		w.tables[w.below(len(w.tables))] = nil
	case 2:
		w.calls = nil
	case 3:
		w.boxes = nil
	case 4:
		w.nodesOf = list[*node]{}
	case 5:
		w.ordered = nil
	}
}
