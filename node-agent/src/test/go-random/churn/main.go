// Command churn plays random operations on object graphs and prints checksums that depend on
// nothing but its arguments: a seed and a number of rounds.
package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
)

// One operation of the interpreter.
type operation struct {
	name   string
	weight int
	play   func(*world)
}

// A function, since the operations refer to the world and the world to them.
func operations() []operation {
	return []operation{
		{"grow a tree", 6, growTree},
		{"link", 10, link},
		{"unlink", 6, unlink},
		{"fill a map", 6, fillMap},
		{"empty a map", 3, emptyMap},
		{"move in a slice", 8, moveInSlice},
		{"append", 8, appendNodes},
		{"capture", 6, capture},
		{"call", 6, callClosures},
		{"box", 6, box},
		{"text", 6, text},
		{"bytes", 4, bigBytes},
		{"pointers", 2, bigPointers},
		{"channel", 4, channel},
		{"pipeline", 2, pipeline},
		{"deep", 2, deep},
		{"recover", 3, recovers},
		{"generic list", 5, genericList},
		{"generic tree", 4, genericTree},
		{"reflection", 3, reflection},
		{"finalizer", 4, finalizer},
		{"cleanup", 4, cleanup},
		{"weak", 5, weakly},
		{"unique", 3, uniquely},
		{"pool", 3, pooled},
		{"small", 4, small},
		{"drop", 9, drop},
		{"collect", 1, func(*world) { runtime.GC() }},
	}
}

func main() {
	seed, rounds := uint64(1), 200
	if len(os.Args) > 1 {
		seed = number(os.Args[1])
	}
	if len(os.Args) > 2 {
		rounds = int(number(os.Args[2]))
	}
	w := newWorld(seed)
	all := operations()
	total := 0
	for _, one := range all {
		total += one.weight
	}
	for round := range rounds {
		for range 25 {
			pick := w.below(total)
			for _, one := range all {
				if pick -= one.weight; pick < 0 {
					w.last = one.name
					one.play(w)
					break
				}
			}
		}
		if round%10 == 9 {
			fmt.Printf("round %d: %016x\n", round+1, w.sum())
		}
	}
	fmt.Printf("end: %016x\n", w.sum())
	w.end()
}

func number(text string) uint64 {
	value, err := strconv.ParseUint(text, 10, 64)
	if err != nil {
		fmt.Fprintln(os.Stderr, "churn: wanted a number:", err)
		os.Exit(64)
	}
	return value
}
