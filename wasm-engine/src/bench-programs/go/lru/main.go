// Command lru puts SHA-256 digests into a cache that forgets what was used least recently.
//
//	lru ITERATIONS
package main

import (
	"container/list"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
)

const capacity = 2000

type item struct {
	key   string
	value []byte
}

type cache struct {
	order *list.List
	items map[string]*list.Element
}

func (c *cache) get(key string) ([]byte, bool) {
	if element, ok := c.items[key]; ok {
		c.order.MoveToFront(element)
		return element.Value.(*item).value, true
	}
	return nil, false
}

func (c *cache) put(key string, value []byte) {
	c.items[key] = c.order.PushFront(&item{key, value})
	if c.order.Len() > capacity {
		oldest := c.order.Remove(c.order.Back()).(*item)
		delete(c.items, oldest.key)
	}
}

func main() {
	iterations := 100
	if len(os.Args) > 1 {
		var err error
		if iterations, err = strconv.Atoi(os.Args[1]); err != nil || iterations < 1 {
			fmt.Fprintf(os.Stderr, "lru: wanted a positive number, got %q\n", os.Args[1])
			os.Exit(2)
		}
	}
	c := &cache{list.New(), make(map[string]*list.Element)}
	state := uint64(1)
	hits, misses := 0, 0
	sum := sha256.New()
	for range iterations {
		for range 1000 {
			state = state*6364136223846793005 + 1442695040888963407
			// The product of two numbers makes small keys frequent.
			number := (state >> 33 & 127) * (state >> 45 & 127)
			key := "key-" + strconv.FormatUint(number, 10)
			value, ok := c.get(key)
			if ok {
				hits++
			} else {
				misses++
				value = compute(number)
				c.put(key, value)
			}
			sum.Write(value[:4])
		}
	}
	fmt.Printf("lru: %d hits, %d misses, checksum %s\n",
		hits, misses, hex.EncodeToString(sum.Sum(nil)[:8]))
}

// compute hashes a block of 1 KiB that the number fills.
func compute(number uint64) []byte {
	block := make([]byte, 1024)
	for i := 0; i < len(block); i += 8 {
		binary.LittleEndian.PutUint64(block[i:], number+uint64(i))
	}
	digest := sha256.Sum256(block)
	return digest[:]
}
