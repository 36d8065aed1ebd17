// Command gc-torture makes garbage of every shape and checks that nothing live is lost. What it
// prints depends on its arguments alone, so two machines that disagree have found a bug.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"time"
)

// A part is one kind of garbage. run returns a checksum over what had to survive.
type part struct {
	name  string
	what  string
	count int
	run   func(count int, random *generator) uint64
}

func main() {
	parts := []*part{
		{"trees", "binary trees of depth 10, a few of which live on", 300, trees},
		{"maps", "thousand insertions and deletions in maps", 60, maps},
		{"channels", "thousand messages through a pipeline of goroutines", 8, channels},
		{"strings", "thousand strings built, cut and joined", 40, stringsOf},
		{"slices", "thousand slices grown, copied and shared", 40, slicesOf},
		{"graph", "thousand changes of a graph's edges while it is collected", 100, graph},
	}
	for _, p := range parts {
		flag.IntVar(&p.count, p.name, p.count, p.what)
	}
	rounds := flag.Int("rounds", 2, "how often to run all parts")
	seed := flag.Uint64("seed", 1, "seed of the generator")
	times := flag.Bool("times", false, "print times and collections too")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "gc-torture: wanted options only, got %q\n", flag.Args())
		os.Exit(2)
	}

	random := &generator{state: *seed*2 + 1}
	var total uint64
	for round := 1; round <= *rounds; round++ {
		for _, p := range parts {
			if p.count <= 0 {
				continue
			}
			before := collections()
			start := time.Now()
			sum := p.run(p.count, random)
			total = mix(total, sum)
			fmt.Printf("round %d %-8s %016x", round, p.name, sum)
			if *times {
				fmt.Printf("  %v, %d collections",
					time.Since(start).Round(time.Microsecond), collections()-before)
			}
			fmt.Println()
		}
	}
	if *times {
		fmt.Printf("%d collections in all\n", collections())
	}
	fmt.Printf("gc-torture: %d rounds, checksum %016x\n", *rounds, total)
}

func collections() uint32 {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return memory.NumGC
}

// generator is xorshift64*, so that the garbage is the same everywhere.
type generator struct{ state uint64 }

func (g *generator) next() uint64 {
	g.state ^= g.state >> 12
	g.state ^= g.state << 25
	g.state ^= g.state >> 27
	return g.state * 2685821657736338717
}

func (g *generator) below(limit int) int { return int((g.next() >> 33) % uint64(limit)) }

// mix folds a value into a checksum that depends on the order.
func mix(sum, value uint64) uint64 {
	sum ^= value
	sum *= 0x9e3779b97f4a7c15
	return sum ^ sum>>29
}
