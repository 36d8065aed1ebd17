// Command strings builds texts, cuts them up and joins them again.
package main

import (
	"hash/fnv"
	"strconv"
	"strings"

	"hostless.dev/gcbenchmark/rounds"
)

const (
	texts = 400
	words = 250
)

func build(random *rounds.Random) string {
	var text strings.Builder
	for i := range words {
		if i > 0 {
			text.WriteByte(' ')
		}
		text.WriteString("word")
		text.WriteString(strconv.Itoa(random.Next() % 5_000))
	}
	return text.String()
}

// joined grows by one word at a time, as programs do that know no builder.
func joined(parts []string) string {
	text := ""
	for i, part := range parts {
		if i%8 == 0 {
			text += "-" + part
		}
	}
	return text
}

func main() {
	rounds.Play("strings", func(number int) uint64 {
		random := rounds.Random(number)
		sum := fnv.New64a()
		for range texts {
			text := build(&random)
			parts := strings.Fields(text)
			if len(parts) != words || strings.Join(parts, " ") != text {
				rounds.Fail("strings: %d words of %q", len(parts), text)
			}
			upper := strings.ToUpper(strings.ReplaceAll(text, "word", "term-"))
			if strings.Count(upper, "TERM-") != words {
				rounds.Fail("strings: %q", upper)
			}
			sum.Write([]byte(upper))
			sum.Write([]byte(joined(parts)))
		}
		return sum.Sum64()
	})
}
