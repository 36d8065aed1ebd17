// Command sorting runs every sort and search of the standard library over difficult inputs.
package main

import (
	"cmp"
	"container/heap"
	"container/list"
	"container/ring"
	"fmt"
	"hash/crc32"
	"math"
	"math/rand"
	randv2 "math/rand/v2"
	"slices"
	"sort"
	"strings"
)

type pair struct{ key, place int }

type bySize []pair

func (b bySize) Len() int           { return len(b) }
func (b bySize) Less(i, j int) bool { return b[i].key < b[j].key }
func (b bySize) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type numbers []int

func (n numbers) Len() int           { return len(n) }
func (n numbers) Less(i, j int) bool { return n[i] < n[j] }
func (n numbers) Swap(i, j int)      { n[i], n[j] = n[j], n[i] }
func (n *numbers) Push(x any)        { *n = append(*n, x.(int)) }
func (n *numbers) Pop() any {
	last := (*n)[len(*n)-1]
	*n = (*n)[:len(*n)-1]
	return last
}

func main() {
	random := rand.New(rand.NewSource(42))
	shapes := map[string]func(i, n int) int{
		"random": func(i, n int) int { return random.Intn(n) }, "equal": func(i,
			n int) int {
			return 7
		},
		"rising": func(i, n int) int { return i }, "falling": func(i, n int) int { return n - i },
		"organ": func(i, n int) int { return min(i, n-i) }, "sawtooth": func(i,
			n int) int {
			return i % 17
		},
	}
	names := make([]string, 0, len(shapes))
	for name := range shapes {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, n := range []int{0, 1, 2, 11, 12, 13, 50, 1000, 20000} {
			pairs := make([]pair, n)
			for i := range pairs {
				pairs[i] = pair{shapes[name](i, n), i}
			}
			stable, unstable := slices.Clone(pairs), slices.Clone(pairs)
			generic := slices.Clone(pairs)
			sort.Stable(bySize(stable))
			sort.Sort(bySize(unstable))
			slices.SortFunc(generic, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
			// pdqsort is deterministic, so even the order of equal keys is the same everywhere.
			fmt.Println(name, n, digest(stable), digest(unstable), digest(generic),
				sort.Search(n, func(i int) bool { return stable[i].key >= 5 }))
		}
	}
	floats := []float64{3, math.NaN(), math.Inf(1), -0.0, math.Copysign(0, -1), math.Inf(-1),
		1e-320, -5}
	slices.Sort(floats)
	fmt.Println(floats, slices.IsSorted(floats), slices.Max(floats[1:]), cmp.Compare(math.NaN(), 1))
	words := strings.Fields("the quick brown fox jumps over the lazy dog")
	slices.SortStableFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	fmt.Println(words)
	place, found := slices.BinarySearchFunc(words, 5,
		func(w string, n int) int { return len(w) - n })
	fmt.Println(place, found, slices.Compact(words), sort.SearchStrings([]string{"a", "c"}, "b"))

	h := &numbers{5, 2, 8}
	heap.Init(h)
	for _, v := range random.Perm(20) {
		heap.Push(h, v)
	}
	(*h)[7] = -1
	heap.Fix(h, 7)
	fmt.Print(heap.Remove(h, 3))
	for h.Len() > 0 {
		fmt.Print(" ", heap.Pop(h))
	}
	fmt.Println()
	chain := list.New()
	for i := range 6 {
		chain.PushFront(chain.PushBack(i).Value.(int) * 10)
	}
	chain.MoveToBack(chain.Front().Next())
	for e := chain.Front(); e != nil; e = e.Next() {
		fmt.Print(e.Value, " ")
	}
	circle := ring.New(5)
	for i := range circle.Len() {
		circle.Value = i
		circle = circle.Next()
	}
	circle.Unlink(2)
	circle.Do(func(v any) { fmt.Print(v, ";") })
	pcg := randv2.New(randv2.NewPCG(1, 2))
	chacha := randv2.New(randv2.NewChaCha8([32]byte([]byte("a seed of exactly thirty-two by."))))
	fmt.Println(pcg.Uint64(), pcg.IntN(1000), pcg.NormFloat64(), chacha.Uint64(), chacha.Perm(8),
		random.ExpFloat64(), random.Int63())
}

func digest(pairs []pair) uint32 {
	sum := crc32.NewIEEE()
	for _, p := range pairs {
		fmt.Fprintf(sum, "%d,%d;", p.key, p.place)
	}
	return sum.Sum32()
}
