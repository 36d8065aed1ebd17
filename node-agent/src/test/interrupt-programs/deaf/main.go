// Deaf allocates until its heap has been collected, and never asks for interrupts.
package main

import "fmt"

var kept [64][]*int

func main() {
	for round := range 4_000 {
		list := make([]*int, 0, 16)
		for i := range 16 {
			list = append(list, &i)
		}
		kept[round%len(kept)] = list
	}
	fmt.Println(len(kept))
}
