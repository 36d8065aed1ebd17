// A little of everything, for runs in which a collection starts every few allocations.
package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sort"
	"strings"
	"sync"
	"weak"
)

type node struct {
	left, right *node
	name        string
	weight      int
}

func grow(depth int, name string) *node {
	if depth == 0 {
		return nil
	}
	return &node{grow(depth-1, name+"l"), grow(depth-1, name+"r"), name, depth}
}

func (n *node) walk(visit func(*node)) {
	if n != nil {
		n.left.walk(visit)
		visit(n)
		n.right.walk(visit)
	}
}

func main() {
	tree := grow(6, "")
	names := map[string]*node{}
	var weaks []weak.Pointer[node]
	tree.walk(func(n *node) {
		names[n.name] = n
		weaks = append(weaks, weak.Make(n))
	})
	tree.left, tree.right = tree.right, tree.left
	tree.right.left = nil
	var order []string
	tree.walk(func(n *node) { order = append(order, n.name) })
	sort.Strings(order)
	fmt.Println(len(order), strings.Join(order, ","))

	results := make(chan *node)
	var all sync.WaitGroup
	for i := range 6 {
		all.Add(1)
		go func() {
			defer all.Done()
			deep(30*i, grow(4, fmt.Sprint(i)), results)
		}()
	}
	go func() {
		all.Wait()
		close(results)
	}()
	sum := 0
	for n := range results {
		n.walk(func(n *node) { sum += n.weight * len(n.name) })
	}
	fmt.Println(sum)

	var finalized sync.WaitGroup
	finalized.Add(3)
	for i := range 3 {
		n := grow(2, fmt.Sprint("f", i))
		runtime.SetFinalizer(n, func(n *node) {
			if n.left == nil || n.left.name != n.name+"l" {
				panic("broken")
			}
			finalized.Done()
		})
		runtime.AddCleanup(n.right, func(text string) { _ = text + "?" }, strings.Repeat("c", i))
	}
	runtime.GC()
	finalized.Wait()

	pointers := make([]*node, 3000)
	for i := range 300 {
		pointers[i*7%3000] = grow(1, fmt.Sprint(i))
		if i%50 == 0 {
			copy(pointers[100:], pointers[:2000])
		}
	}
	count := 0
	for _, p := range pointers {
		if p != nil {
			count += len(p.name)
		}
	}
	fmt.Println(count)
	alive := 0
	for _, w := range weaks {
		if n := w.Value(); n != nil && names[n.name] == n {
			alive++
		}
	}
	fmt.Println(alive, len(names))
	names = nil
	runtime.GC()
	alive = 0
	for _, w := range weaks {
		if w.Value() != nil {
			alive++
		}
	}
	fmt.Println(alive, tree.weight)
	defer func() {
		fmt.Println(recover())
		debug.FreeOSMemory()
	}()
	var nothing *node
	fmt.Println(nothing.weight)
}

func deep(depth int, n *node, results chan<- *node) {
	own := &node{left: n, name: "own", weight: depth}
	var array [20]*node
	array[depth%20] = own
	if depth == 0 {
		results <- own
		return
	}
	deep(depth-1, array[depth%20].left, results)
	if array[depth%20].name != "own" || own.weight != depth {
		panic("broken")
	}
}
