// Command ledger keeps accounts whose every booking goes through encoding/json twice.
//
//	ledger ITERATIONS
package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"sort"
	"strconv"
)

type booking struct {
	Number int               `json:"number"`
	From   string            `json:"from"`
	To     string            `json:"to"`
	Cents  int64             `json:"cents"`
	Rate   float64           `json:"rate"`
	Tags   []string          `json:"tags,omitempty"`
	Notes  map[string]string `json:"notes"`
	Parent *booking          `json:"parent,omitempty"`
}

type account struct {
	Name     string `json:"name"`
	Cents    int64  `json:"cents"`
	Bookings []int  `json:"bookings"`
}

func main() {
	iterations := 300
	if len(os.Args) > 1 {
		var err error
		if iterations, err = strconv.Atoi(os.Args[1]); err != nil || iterations < 1 {
			fmt.Fprintf(os.Stderr, "ledger: wanted a positive number, got %q\n", os.Args[1])
			os.Exit(2)
		}
	}
	accounts := map[string]*account{}
	digest := fnv.New64a()
	var last *booking
	for i := range iterations {
		for j := range 20 {
			made := book(i*20+j, last)
			text, err := json.Marshal(made)
			check(err)
			digest.Write(text)
			var read booking
			check(json.Unmarshal(text, &read))
			post(accounts, &read)
			read.Parent = nil
			last = &read
		}
		if i%25 == 24 {
			accounts = reload(accounts)
		}
	}
	names := make([]string, 0, len(accounts))
	for name := range accounts {
		names = append(names, name)
	}
	sort.Strings(names)
	var total int64
	for _, name := range names {
		total += accounts[name].Cents
		fmt.Fprintf(digest, "%s %d %d\n", name, accounts[name].Cents, len(accounts[name].Bookings))
	}
	fmt.Printf("ledger: %d accounts, total %d, checksum %016x\n", len(names), total, digest.Sum64())
}

func book(number int, parent *booking) *booking {
	return &booking{
		Number: number,
		From:   fmt.Sprintf("account-%02d", number*7%31),
		To:     fmt.Sprintf("account-%02d", number*13%37),
		Cents:  int64(number*number%100_000 + 1),
		Rate:   1 + float64(number%977)/977,
		Tags:   []string{"tag" + strconv.Itoa(number%5), "größe", "a<b>&c"}[:number%4],
		Notes:  map[string]string{"place": "line\n\"quoted\"", "reason": strconv.Itoa(number)},
		Parent: parent,
	}
}

func post(accounts map[string]*account, b *booking) {
	from, to := open(accounts, b.From), open(accounts, b.To)
	from.Cents -= b.Cents
	to.Cents += int64(float64(b.Cents) * b.Rate)
	from.Bookings = append(from.Bookings, b.Number)
	to.Bookings = append(to.Bookings, b.Number)
}

func open(accounts map[string]*account, name string) *account {
	found, ok := accounts[name]
	if !ok {
		found = &account{Name: name}
		accounts[name] = found
	}
	return found
}

// reload writes all accounts out and reads them back.
func reload(accounts map[string]*account) map[string]*account {
	text, err := json.MarshalIndent(accounts, "", "  ")
	check(err)
	read := map[string]*account{}
	check(json.Unmarshal(text, &read))
	return read
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
