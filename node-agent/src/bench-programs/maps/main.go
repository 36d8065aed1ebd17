// Command maps inserts into maps, changes and deletes, with numbers and with strings as keys.
package main

import (
	"strconv"

	"hostless.dev/gcbenchmark/rounds"
)

const (
	steps   = 40_000
	numbers = 20_000
	words   = 5_000
)

type account struct {
	owner   string
	balance int
}

func main() {
	rounds.Play("maps", func(number int) uint64 {
		random := rounds.Random(number)
		byNumber := make(map[int]*account)
		byName := make(map[string]int)
		present := 0
		for range steps {
			key := random.Next() % numbers
			switch held, found := byNumber[key]; {
			case !found:
				name := "owner-" + strconv.Itoa(key%words)
				byNumber[key] = &account{name, key}
				byName[name]++
				present++
			case random.Next()%3 == 0:
				delete(byNumber, key)
				if byName[held.owner]--; byName[held.owner] == 0 {
					delete(byName, held.owner)
				}
				present--
			default:
				held.balance += random.Next() % 100
			}
		}
		return check(byNumber, byName, present)
	})
}

// check sums in an order that does not matter.
func check(byNumber map[int]*account, byName map[string]int, present int) uint64 {
	sum, named := uint64(0), 0
	for key, held := range byNumber {
		sum += uint64(key) * uint64(held.balance)
	}
	for _, count := range byName {
		named += count
	}
	if len(byNumber) != present || named != present {
		rounds.Fail("maps: %d accounts, %d with names, wanted %d", len(byNumber), named, present)
	}
	return sum
}
