package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
)

const slots = 48

// A node of the graph. Its stamp depends on its number alone.
type node struct {
	number   uint64
	stamp    uint64
	left     *node
	right    *node
	next     []*node
	children map[uint64]*node
	payload  any
	name     string
	data     []byte
	run      func(uint64) uint64
	pair     [2]*node
}

type world struct {
	random  uint64
	numbers uint64
	last    string

	roots     [slots]*node
	lists     [8][]*node
	maps      [8]map[uint64]*node
	texts     [8]string
	bytes     [4][]byte
	tables    [2]*[8192]*node
	calls     []func(uint64) uint64
	boxes     []shape
	numbersOf list[uint64]
	nodesOf   list[*node]
	ordered   *tree[string, *node]

	specials specials
}

func newWorld(seed uint64) *world {
	w := &world{random: seed*0x9e3779b97f4a7c15 + 0x2545f4914f6cdd1d}
	for i := range w.maps {
		w.maps[i] = make(map[uint64]*node)
	}
	return w
}

// The generator is splitmix64: the same everywhere.
func (w *world) next() uint64 {
	w.random += 0x9e3779b97f4a7c15
	x := w.random
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func (w *world) below(n int) int { return int(w.next() % uint64(n)) }

func stampOf(number uint64) uint64 { return mix(number ^ 0x5bd1e9955bd1e995) }

func mix(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

func (w *world) node() *node {
	w.numbers++
	return &node{number: w.numbers, stamp: stampOf(w.numbers)}
}

// Ends the program if the node is not what it was made as.
func (n *node) check(where string) {
	if n.stamp != stampOf(n.number) {
		fmt.Printf("CORRUPT: node %d has stamp %x, wanted %x, at %s\n", n.number, n.stamp,
			stampOf(n.number), where)
		os.Exit(3)
	}
}

func (w *world) root() *node {
	n := w.roots[w.below(slots)]
	if n != nil {
		n.check("a root, before " + w.last)
	}
	return n
}

// Walks down a random path.
func (w *world) somewhere() *node {
	n := w.root()
	for n != nil {
		n.check("a path, before " + w.last)
		step := n.left
		switch w.below(5) {
		case 0:
			return n
		case 1:
			step = n.right
		case 2:
			if len(n.next) > 0 {
				step = n.next[w.below(len(n.next))]
			}
		case 3:
			step = n.pair[w.below(2)]
		}
		if step == nil {
			return n
		}
		n = step
	}
	return nil
}

func (w *world) hold(n *node) { w.roots[w.below(slots)] = n }

// The checksum of all that can be reached, the same in any order of visits to a map.
func (w *world) sum() uint64 {
	v := visitor{seen: make(map[*node]bool)}
	for i, n := range w.roots {
		v.add(uint64(i), v.visit(n))
	}
	for i, list := range w.lists {
		for j, n := range list {
			v.add(uint64(i<<16|j), v.visit(n))
		}
	}
	for i, m := range w.maps {
		for _, key := range slices.Sorted(maps.Keys(m)) {
			v.add(uint64(i)<<32^key, v.visit(m[key]))
		}
	}
	for i, text := range w.texts {
		v.add(uint64(i), hashText(text))
	}
	for i, data := range w.bytes {
		v.add(uint64(i), hashBytes(data))
	}
	for _, table := range w.tables {
		if table != nil {
			for i, n := range table {
				if n != nil {
					v.add(uint64(i), v.visit(n))
				}
			}
		}
	}
	for i, call := range w.calls {
		v.add(uint64(i), call(uint64(i)))
	}
	for i, box := range w.boxes {
		v.add(uint64(i), box.area())
	}
	for number := range w.numbersOf.all() {
		v.add(1, number)
	}
	for n := range w.nodesOf.all() {
		v.add(2, v.visit(n))
	}
	for key, n := range w.ordered.all() {
		v.add(hashText(key), v.visit(n))
	}
	w.specials.sum(&v)
	return v.total
}

type visitor struct {
	seen  map[*node]bool
	total uint64
}

func (v *visitor) add(where, what uint64) { v.total = v.total*31 + mix(where^mix(what)) }

// Iterative: a list of nodes may be long.
func (v *visitor) visit(start *node) uint64 {
	if start == nil {
		return 0
	}
	sum := start.number
	stack := []*node{start}
	for len(stack) > 0 {
		n := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if n == nil || v.seen[n] {
			continue
		}
		v.seen[n] = true
		n.check("the sum")
		sum += mix(n.number) + hashText(n.name) + hashBytes(n.data)
		switch payload := n.payload.(type) {
		case *node:
			stack = append(stack, payload)
		case shape:
			sum += payload.area()
		case string:
			sum += hashText(payload)
		case uint64:
			sum += payload
		}
		if n.run != nil {
			sum += n.run(n.number)
		}
		stack = append(stack, n.left, n.right, n.pair[0], n.pair[1])
		stack = append(stack, n.next...)
		for _, key := range slices.Sorted(maps.Keys(n.children)) {
			sum += mix(key)
			stack = append(stack, n.children[key])
		}
	}
	return sum
}

func hashText(text string) uint64 {
	sum := uint64(len(text))
	for i := range len(text) {
		sum = sum*131 + uint64(text[i])
	}
	return sum
}

func hashBytes(data []byte) uint64 {
	sum := uint64(len(data))
	for i := 0; i < len(data); i += 1 + len(data)/64 {
		sum = sum*131 + uint64(data[i])
	}
	return sum
}
