// Polling builds trees, keeps one of them, and asks for interrupts between two of them: so how long
// an interrupt waits depends on what the collector does meanwhile.
package main

import "fmt"

//go:wasmimport board irq_pending
func irqPending() uint32

type node struct {
	left, right *node
	value       uint64
}

func tree(depth int, value uint64) *node {
	if depth == 0 {
		return nil
	}
	return &node{tree(depth-1, 2*value), tree(depth-1, 2*value+1), value}
}

func (n *node) sum() uint64 {
	if n == nil {
		return 0
	}
	return n.value + n.left.sum() + n.right.sum()
}

func main() {
	kept := tree(12, 1)
	var total uint64
	for range 600 {
		total += tree(6, 1).sum()
		for lines := irqPending(); lines != 0; lines &= lines - 1 {
			fmt.Println("interrupt")
		}
	}
	fmt.Println(total + kept.sum())
}
