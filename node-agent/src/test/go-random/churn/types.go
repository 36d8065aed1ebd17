package main

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
)

type shape interface{ area() uint64 }

type point struct{ x, y uint32 }

type circle struct {
	center *node
	radius uint64
}

type group []shape

type named struct {
	shape
	name string
}

func (p point) area() uint64 { return uint64(p.x) * uint64(p.y) }

func (c *circle) area() uint64 {
	c.center.check("a circle")
	return c.radius * c.center.number
}

func (g group) area() uint64 {
	sum := uint64(len(g))
	for _, one := range g {
		sum = sum*3 + one.area()
	}
	return sum
}

func (n named) area() uint64 { return n.shape.area() + hashText(n.name) }

func (w *world) shape(depth int) shape {
	switch kind := w.below(4); {
	case kind == 0:
		return point{uint32(w.next()), uint32(w.next())}
	case kind == 1 || depth == 0:
		return &circle{w.node(), w.next()}
	case kind == 2:
		return named{w.shape(depth - 1), fmt.Sprint("shape ", w.below(100))}
	default:
		all := make(group, 0, 1)
		for range 1 + w.below(5) {
			all = append(all, w.shape(depth-1))
		}
		return all
	}
}

func box(w *world) {
	if len(w.boxes) > 50 {
		w.boxes = slices.Clone(w.boxes[30:])
	}
	made := w.shape(3)
	w.boxes = append(w.boxes, made)
	if n := w.somewhere(); n != nil {
		n.payload = made
	}
}

// A linked list of anything.
type list[T any] struct {
	head, tail *element[T]
	length     int
}

type element[T any] struct {
	value T
	next  *element[T]
}

func (l *list[T]) push(value T) {
	made := &element[T]{value: value}
	if l.tail == nil {
		l.head = made
	} else {
		l.tail.next = made
	}
	l.tail = made
	l.length++
}

func (l *list[T]) pop() {
	if l.head = l.head.next; l.head == nil {
		l.tail = nil
	}
	l.length--
}

func (l *list[T]) all() iter.Seq[T] {
	return func(yield func(T) bool) {
		for e := l.head; e != nil && yield(e.value); e = e.next {
		}
	}
}

func genericList(w *world) {
	for range 1 + w.below(80) {
		w.numbersOf.push(w.next())
		w.nodesOf.push(w.node())
	}
	for w.numbersOf.length > 1000 {
		w.numbersOf.pop()
	}
	for w.nodesOf.length > 700 {
		w.nodesOf.pop()
	}
}

// A binary tree of anything that can be ordered; nil is the empty one.
type tree[K cmp.Ordered, V any] struct {
	key         K
	value       V
	left, right *tree[K, V]
}

func (t *tree[K, V]) insert(key K, value V) *tree[K, V] {
	if t == nil {
		return &tree[K, V]{key: key, value: value}
	}
	// A new path from the root, the old one becomes garbage.
	made := *t
	switch c := cmp.Compare(key, t.key); {
	case c < 0:
		made.left = t.left.insert(key, value)
	case c > 0:
		made.right = t.right.insert(key, value)
	default:
		made.value = value
	}
	return &made
}

func (t *tree[K, V]) all() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) { t.walk(yield) }
}

func (t *tree[K, V]) walk(yield func(K, V) bool) bool {
	return t == nil || t.left.walk(yield) && yield(t.key, t.value) && t.right.walk(yield)
}

func genericTree(w *world) {
	for range 1 + w.below(40) {
		w.ordered = w.ordered.insert(fmt.Sprintf("%03x", w.next()%1500), w.node())
	}
}
