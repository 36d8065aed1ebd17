// Wanderer works, sleeps and listens in rounds. What it does depends on random numbers, on what is
// typed and when, so that no two boards with other inputs print the same.
package main

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"runtime"
	"strconv"
	"time"
)

type leaf struct {
	left, right *leaf
	text        string
}

func grow(depth int, text string) *leaf {
	if depth == 0 {
		return nil
	}
	return &leaf{grow(depth-1, text+"l"), grow(depth-1, text+"r"), text}
}

func (l *leaf) sum() uint64 {
	if l == nil {
		return 1
	}
	h := fnv.New64a()
	io.WriteString(h, l.text)
	return h.Sum64() ^ 3*l.left.sum() ^ 5*l.right.sum()
}

func random() uint64 {
	var b [8]byte
	rand.Read(b[:])
	return binary.LittleEndian.Uint64(b[:])
}

// compute takes time and makes no object that lives on.
func compute(rounds int) uint64 {
	x := random()
	for range rounds {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

func note(round int, sum uint64) uint64 {
	file, err := os.OpenFile("/data/notes", os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return 0
	}
	fmt.Fprintf(file, "%d %x\n", round, sum)
	defer file.Close()
	info, _ := file.Stat()
	if entries, err := os.ReadDir("/data"); err == nil {
		return uint64(info.Size()) + uint64(len(entries))
	}
	return uint64(info.Size())
}

func main() {
	rounds, _ := strconv.Atoi(os.Args[1])
	work, _ := strconv.Atoi(os.Args[2])
	typed := make(chan byte, 16)
	go func() {
		b := make([]byte, 1)
		for {
			if _, err := os.Stdin.Read(b); err != nil {
				close(typed)
				return
			}
			typed <- b[0]
		}
	}()
	known := map[uint64]*leaf{}
	tick := time.NewTicker(3 * time.Millisecond)
	sum := compute(work)
	for round := range rounds {
		key := random()
		known[key%97] = grow(int(key>>32%6)+2, fmt.Sprint(round))
		select {
		case b, open := <-typed:
			if !open {
				typed = nil
			}
			sum = sum*31 + uint64(b)
			known = map[uint64]*leaf{key: known[key%97]}
		case <-tick.C:
			sum ^= known[key%97].sum()
		case <-time.After(time.Duration(key % 5_000_000)):
			sum += uint64(len(known))
		}
		sum += note(round, sum)
		if round%64 == 63 {
			runtime.GC()
		}
		if round%16 == 0 {
			fmt.Printf("%d %016x %v\n", round, sum, time.Now().UnixMilli())
		}
	}
	fmt.Printf("end %016x\n", sum)
}
