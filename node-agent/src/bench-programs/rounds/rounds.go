// Package rounds plays a benchmark program round by round. After each a line with its result
// leaves the program, so that whoever reads it can tell the time that the round took: a board's own
// clock counts cycles and says nothing about this machine.
package rounds

import (
	"fmt"
	"os"
	"strconv"
)

// Play plays as many rounds as the first argument says. Each answers a checksum that depends on the
// number of the round alone.
func Play(name string, round func(number int) uint64) {
	count := 3
	if len(os.Args) > 1 {
		var err error
		if count, err = strconv.Atoi(os.Args[1]); err != nil || count < 1 {
			fmt.Fprintf(os.Stderr, "%s: wanted a positive number, got %q\n", name, os.Args[1])
			os.Exit(2)
		}
	}
	begin()
	for number := range count {
		sum := round(number)
		tell(name + " " + strconv.Itoa(number) + " " + strconv.FormatUint(sum, 16) + "\n")
	}
}

// Fail ends the program because a result is not what it must be.
func Fail(format string, values ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", values...)
	os.Exit(1)
}

// Random is a linear congruential generator: equal everywhere.
type Random uint64

// Next answers 31 random bits.
func (r *Random) Next() int {
	*r = *r*6364136223846793005 + 1442695040888963407
	return int(*r >> 33)
}
