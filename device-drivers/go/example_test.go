package board_test

import (
	"context"
	"log"

	"hostless.dev/board/gpio"
	"hostless.dev/board/metrics"
	"hostless.dev/board/part/led"
)

// Each edge of pin 3 switches the light at pin 13 and is counted.
func Example() {
	light := led.New(13, false)
	edges, err := gpio.Pin(3).Watch(gpio.Rising, 16)
	if err != nil {
		log.Fatal(err)
	}
	defer edges.Stop()
	var late metrics.Histogram
	for {
		edge, err := edges.Wait(context.Background())
		if err != nil {
			log.Fatal(err)
		}
		light.Toggle()
		late.Since(edge.At)
	}
}
