// Command deep-recursion descends 100,000 frames on the first goroutine and on others.
package main

import "fmt"

func main() {
	fmt.Println(descend(100_000, 1), even(100_000), ackermann(2, 500))
	results := make(chan int)
	for i := range 3 {
		// One after the other: a stack this deep takes 8 MiB of the board's RAM.
		go func() { results <- descend(100_000, i) }()
		fmt.Println(<-results)
	}
	fmt.Println(caught(10_000))
}

//go:noinline
func descend(depth, carried int) int {
	if depth == 0 {
		return carried
	}
	return descend(depth-1, carried) + 1
}

func ackermann(m, n int) int {
	switch {
	case m == 0:
		return n + 1
	case n == 0:
		return ackermann(m-1, 1)
	default:
		return ackermann(m-1, ackermann(m, n-1))
	}
}

func even(n int) bool { return n == 0 || odd(n-1) }

//go:noinline
func odd(n int) bool { return n != 0 && even(n-1) }

// caught unwinds a panic through many frames with deferred calls.
func caught(depth int) (result string) {
	passed := 0
	defer func() { result = fmt.Sprint(recover(), " through ", passed, " frames") }()
	var fall func(int)
	fall = func(n int) {
		defer func() { passed++ }()
		if n == 0 {
			panic("from the bottom")
		}
		fall(n - 1)
	}
	fall(depth)
	return
}
