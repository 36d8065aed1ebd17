// Command trees makes binary trees of many sizes and forgets them, beside one that stays.
package main

import "hostless.dev/gcbenchmark/rounds"

const (
	leastDepth = 4
	mostDepth  = 15
)

type node struct{ left, right *node }

func grow(depth int) *node {
	if depth == 0 {
		return &node{}
	}
	return &node{grow(depth - 1), grow(depth - 1)}
}

func (n *node) count() int {
	if n.left == nil {
		return 1
	}
	return 1 + n.left.count() + n.right.count()
}

func main() {
	stays := grow(mostDepth)
	rounds.Play("trees", func(int) uint64 {
		total := 0
		for depth := leastDepth; depth < mostDepth; depth += 2 {
			for range 1 << (mostDepth - depth + 1) {
				nodes := grow(depth).count()
				if nodes != 2<<depth-1 {
					rounds.Fail("trees: %d nodes at depth %d", nodes, depth)
				}
				total += nodes
			}
		}
		if stays.count() != 2<<mostDepth-1 {
			rounds.Fail("trees: the tree that stays has %d nodes", stays.count())
		}
		return uint64(total)
	})
}
