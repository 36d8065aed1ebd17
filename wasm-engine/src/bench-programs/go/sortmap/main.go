// Command sortmap counts words in maps and sorts them in every way that Go offers.
//
//	sortmap ITERATIONS
package main

import (
	"cmp"
	"container/heap"
	"fmt"
	"hash/fnv"
	"os"
	"slices"
	"sort"
	"strconv"
)

type count struct {
	word  string
	times int
	first int
}

type byTimes []count

func (b byTimes) Len() int           { return len(b) }
func (b byTimes) Less(i, j int) bool { return b[i].times > b[j].times }
func (b byTimes) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }

type queue []count

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].word < q[j].word }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(count)) }
func (q *queue) Pop() any {
	last := (*q)[len(*q)-1]
	*q = (*q)[:len(*q)-1]
	return last
}

func main() {
	iterations := 30
	if len(os.Args) > 1 {
		var err error
		if iterations, err = strconv.Atoi(os.Args[1]); err != nil || iterations < 1 {
			fmt.Fprintf(os.Stderr, "sortmap: wanted a positive number, got %q\n", os.Args[1])
			os.Exit(2)
		}
	}
	digest := fnv.New64a()
	state := uint64(1)
	pairs := 0
	for range iterations {
		counts := tally(&state, 8000)
		pairs += len(counts)
		for _, c := range counts[:min(50, len(counts))] {
			fmt.Fprintln(digest, c.word, c.times, c.first)
		}
		numbers := make([]uint64, 20_000)
		for i := range numbers {
			numbers[i] = step(&state)
		}
		slices.Sort(numbers)
		sort.Slice(numbers, func(i, j int) bool { return numbers[i]%1000 < numbers[j]%1000 })
		fmt.Fprintln(digest, numbers[0]%1000, numbers[len(numbers)/2]%1000)
	}
	fmt.Printf("sortmap: %d different words, checksum %016x\n", pairs, digest.Sum64())
}

func tally(state *uint64, words int) []count {
	byWord := map[string]count{}
	byPlace := map[[2]int]string{}
	for i := range words {
		number := step(state)
		word := strconv.FormatUint(number%4000*7919, 36)
		c, seen := byWord[word]
		if !seen {
			c = count{word: word, first: i}
		}
		c.times++
		byWord[word] = c
		byPlace[[2]int{int(number % 64), len(word)}] = word
	}
	for _, word := range byPlace {
		delete(byWord, word)
	}
	counts := make([]count, 0, len(byWord))
	for _, c := range byWord {
		counts = append(counts, c)
	}
	// Iteration over a map has no order: the first sort gives one, the second must be stable.
	slices.SortFunc(counts, func(a, b count) int { return cmp.Compare(a.first, b.first) })
	sort.Stable(byTimes(counts))

	rest := queue(slices.Clone(counts))
	heap.Init(&rest)
	for i := range min(100, rest.Len()) {
		counts[i].first += len(heap.Pop(&rest).(count).word)
	}
	return counts
}

func step(state *uint64) uint64 {
	*state = *state*6364136223846793005 + 1442695040888963407
	return *state >> 24
}
