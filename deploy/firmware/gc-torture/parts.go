package main

import (
	"slices"
	"strconv"
	"strings"
)

type tree struct {
	left, right *tree
	value       uint64
}

func grow(depth int, random *generator) *tree {
	if depth == 0 {
		return nil
	}
	return &tree{grow(depth-1, random), grow(depth-1, random), random.next()}
}

func (t *tree) sum() uint64 {
	if t == nil {
		return 0
	}
	return t.left.sum() + 3*t.right.sum() + t.value
}

// trees keeps eight trees alive while many more come and go beside them.
func trees(count int, random *generator) uint64 {
	var kept [8]*tree
	var sum uint64
	for i := range count {
		made := grow(10, random)
		sum = mix(sum, made.sum())
		kept[i%len(kept)] = made
		// A subtree moves to a place that the collector may have scanned already.
		if other := kept[random.below(len(kept))]; other != nil {
			made.left, other.right = other.right, made.left
		}
	}
	for _, t := range kept {
		sum = mix(sum, t.sum())
	}
	return sum
}

// maps never prints in the order of iteration, which Go makes random.
func maps(count int, random *generator) uint64 {
	byNumber := make(map[uint64]*tree)
	byName := make(map[string][]uint64)
	for range count {
		for range 1000 {
			key := random.next() % 5000
			if random.below(3) == 0 {
				delete(byNumber, key)
				delete(byName, strconv.FormatUint(key, 36))
				continue
			}
			byNumber[key] = &tree{value: key * key}
			name := strconv.FormatUint(key, 36)
			byName[name] = append(byName[name], key)
			if len(byName[name]) > 6 {
				byName[name] = nil
			}
		}
	}
	var sum uint64
	for key, value := range byNumber {
		sum += mix(key, value.value)
	}
	for name, values := range byName {
		inner := uint64(len(name))
		for _, value := range values {
			inner = mix(inner, value)
		}
		sum += inner
	}
	return sum
}

type message struct {
	number  uint64
	payload []byte
	reply   chan uint64
}

// channels sends every message through four stages, each of which replaces its payload.
func channels(count int, random *generator) uint64 {
	const stages = 4
	first := make(chan *message, 16)
	in := first
	for stage := range stages {
		out := make(chan *message, stage)
		go func(in <-chan *message, out chan<- *message) {
			for m := range in {
				next := make([]byte, len(m.payload)+8)
				copy(next, m.payload)
				next[len(next)-1] = byte(m.number) + byte(stage)
				out <- &message{m.number, next, m.reply}
			}
			close(out)
		}(in, out)
		in = out
	}
	go func() {
		for m := range in {
			sum := m.number
			for _, b := range m.payload {
				sum = mix(sum, uint64(b))
			}
			m.reply <- sum
		}
	}()
	var sum uint64
	for range count {
		var replies []chan uint64
		for range 1000 {
			m := &message{random.next(), make([]byte, random.below(64)), make(chan uint64, 1)}
			first <- m
			replies = append(replies, m.reply)
		}
		for _, reply := range replies {
			sum = mix(sum, <-reply)
		}
	}
	close(first)
	return sum
}

func stringsOf(count int, random *generator) uint64 {
	var kept []string
	var sum uint64
	for range count {
		for range 1000 {
			text := strconv.FormatUint(random.next(), 36)
			if len(kept) > 0 {
				text += "-" + kept[random.below(len(kept))]
			}
			if len(text) > 100 {
				text = strings.Clone(text[len(text)/2:])
			}
			if len(kept) < 2000 {
				kept = append(kept, text)
			} else {
				kept[random.below(len(kept))] = text
			}
		}
		var joined strings.Builder
		for _, text := range kept[:min(200, len(kept))] {
			joined.WriteString(strings.ToUpper(text))
		}
		for _, word := range strings.Split(joined.String(), "-") {
			sum = mix(sum, uint64(len(word)))
		}
	}
	for _, text := range kept {
		for _, b := range []byte(text) {
			sum = mix(sum, uint64(b))
		}
	}
	return sum
}

// slicesOf keeps windows of arrays alive whose owners are gone: only an interior pointer is left.
func slicesOf(count int, random *generator) uint64 {
	windows := make([][]uint64, 256)
	pointers := make([]*uint64, 256)
	var sum uint64
	for range count {
		for range 1000 {
			made := make([]uint64, 0, random.below(8)+1)
			for range random.below(60) + 4 {
				made = append(made, random.next())
			}
			from := random.below(len(made))
			windows[random.below(len(windows))] = made[from:]
			pointers[random.below(len(pointers))] = &made[from]
		}
		for i, window := range windows {
			if len(window) > 0 && pointers[i] != nil {
				sum = mix(sum, window[0]^*pointers[i])
			}
		}
		sorted := slices.Clone(windows[random.below(len(windows))])
		slices.Sort(sorted)
		if len(sorted) > 0 {
			sum = mix(sum, sorted[0])
		}
	}
	return sum
}

type node struct {
	edges [4]*node
	value uint64
}

// graph rewires a graph at random, which lives or dies by the write barrier.
func graph(count int, random *generator) uint64 {
	nodes := make([]*node, 4096)
	for i := range nodes {
		nodes[i] = &node{value: random.next()}
	}
	hidden := make([]*node, 64)
	for range count {
		for range 1000 {
			a, b := nodes[random.below(len(nodes))], nodes[random.below(len(nodes))]
			edge := random.below(len(a.edges))
			a.edges[edge], b.edges[edge] = b, a.edges[edge]
			place := random.below(len(nodes))
			// The node leaves the table and is reachable through an edge or the list alone.
			hidden[random.below(len(hidden))] = nodes[place]
			nodes[place] = &node{value: random.next()}
			nodes[place].edges[edge] = a
			// A chain of dead generations would keep everything alive, so it is cut.
			clear(b.edges[:])
		}
	}
	var sum uint64
	for _, n := range append(nodes, hidden...) {
		if n == nil {
			continue
		}
		sum = mix(sum, n.value)
		for _, edge := range n.edges {
			if edge != nil {
				sum = mix(sum, edge.value)
			}
		}
	}
	return sum
}
