// Command graph moves subtrees of a tree that stays. For a moment a subtree hangs on a local
// variable alone and its old place holds nothing: a collector that marks beside the program without
// a write barrier loses it.
package main

import "hostless.dev/gcbenchmark/rounds"

const (
	depth     = 16
	steps     = 14
	mutations = 20_000
)

type node struct {
	left, right *node
	values      [2]int
}

func grow(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{left: grow(depth - 1), right: grow(depth - 1)}
}

func (n *node) count() int {
	if n == nil {
		return 0
	}
	return 1 + n.left.count() + n.right.count()
}

// move exchanges the two subtrees of a node far down, and makes one of their roots anew.
func (n *node) move(path int) {
	for range steps {
		if path&1 == 0 {
			n = n.left
		} else {
			n = n.right
		}
		path >>= 1
	}
	hidden := n.left
	n.left = nil
	n.left, n.right = n.right, &node{hidden.left, hidden.right, hidden.values}
	n.left.values[0]++
}

func (n *node) sum() int {
	if n == nil {
		return 0
	}
	return n.values[0] + n.left.sum() + n.right.sum()
}

func main() {
	root := grow(depth)
	rounds.Play("graph", func(number int) uint64 {
		random := rounds.Random(number)
		for range mutations {
			root.move(random.Next())
		}
		if root.count() != 2<<depth-1 {
			rounds.Fail("graph: %d nodes", root.count())
		}
		sum := root.sum()
		if sum != mutations*(number+1) {
			rounds.Fail("graph: the nodes were moved %d times", sum)
		}
		return uint64(sum)
	})
}
