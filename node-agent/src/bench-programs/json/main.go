// Command json writes records as JSON and reads them back.
package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"reflect"

	"hostless.dev/gcbenchmark/rounds"
)

const records = 1_200

type record struct {
	ID       int               `json:"id"`
	Name     string            `json:"name"`
	Readings []float64         `json:"readings"`
	Labels   map[string]string `json:"labels"`
	Parent   *record           `json:"parent,omitempty"`
}

func newRecord(random *rounds.Random, deep bool) *record {
	id := random.Next() % 100_000
	made := &record{ID: id, Name: fmt.Sprintf("sensor %d at gate %d", id, id%17)}
	for range 1 + id%8 {
		made.Readings = append(made.Readings, float64(random.Next()%10_000)/8)
	}
	made.Labels = map[string]string{"zone": fmt.Sprint("z", id%5), "kind": "thermal"}
	if deep {
		made.Parent = newRecord(random, false)
	}
	return made
}

func main() {
	rounds.Play("json", func(number int) uint64 {
		random := rounds.Random(number)
		sum := fnv.New64a()
		for i := range records {
			before := newRecord(&random, i%2 == 0)
			text, err := json.Marshal(before)
			if err != nil {
				rounds.Fail("json: %v", err)
			}
			var after record
			if err := json.Unmarshal(text, &after); err != nil {
				rounds.Fail("json: %v", err)
			}
			if !reflect.DeepEqual(before, &after) {
				rounds.Fail("json: wrote %+v, read %+v", before, after)
			}
			sum.Write(text)
		}
		return sum.Sum64()
	})
}
