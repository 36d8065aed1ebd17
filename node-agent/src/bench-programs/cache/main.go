// Command cache keeps 8 MiB of values of many sizes and forgets what was used least recently.
package main

import "hostless.dev/gcbenchmark/rounds"

const (
	capacity = 8 << 20
	requests = 20_000
	keys     = 60_000
)

type entry struct {
	key          int
	value        []byte
	newer, older *entry
}

// cache is a map and a ring in the order of use; ring.older is the newest entry.
type cache struct {
	entries map[int]*entry
	ring    entry
	bytes   int
}

func newCache() *cache {
	c := &cache{entries: make(map[int]*entry)}
	c.ring.newer, c.ring.older = &c.ring, &c.ring
	return c
}

func (e *entry) unlink() {
	e.newer.older, e.older.newer = e.older, e.newer
}

func (c *cache) use(e *entry) {
	e.newer, e.older = &c.ring, c.ring.older
	e.newer.older, e.older.newer = e, e
}

func (c *cache) get(key int) *entry {
	found := c.entries[key]
	if found != nil {
		found.unlink()
		c.use(found)
	}
	return found
}

func (c *cache) put(key int, value []byte) {
	made := &entry{key: key, value: value}
	c.entries[key] = made
	c.use(made)
	for c.bytes += len(value); c.bytes > capacity; {
		oldest := c.ring.newer
		oldest.unlink()
		delete(c.entries, oldest.key)
		c.bytes -= len(oldest.value)
	}
}

// size is that of a key's value: mostly below 1 KiB, now and then up to 48 KiB.
func size(key int) int {
	switch {
	case key%64 == 0:
		return 8<<10 + key%(40<<10)
	case key%8 == 0:
		return 1<<10 + key%(7<<10)
	default:
		return 16 + key%1000
	}
}

func main() {
	held := newCache()
	random := rounds.Random(1)
	rounds.Play("cache", func(int) uint64 {
		hits := 0
		for range requests {
			// The lesser of two numbers: small keys are asked for more often.
			key := min(random.Next()%keys, random.Next()%keys)
			if found := held.get(key); found != nil {
				hits++
				last := found.value[len(found.value)-1]
				if len(found.value) != size(key) || last != byte(key) {
					rounds.Fail("cache: %d has %d bytes, the last %d", key, len(found.value), last)
				}
				continue
			}
			value := make([]byte, size(key))
			value[0], value[len(value)-1] = byte(key), byte(key)
			held.put(key, value)
		}
		bytes := 0
		for _, each := range held.entries {
			bytes += len(each.value)
		}
		if bytes != held.bytes {
			rounds.Fail("cache: %d bytes, wanted %d", bytes, held.bytes)
		}
		return uint64(hits)<<32 | uint64(bytes)
	})
}
