// Command endless never ends and never calls anything: only the board's fuel can stop it.
package main

import "fmt"

var turns uint64

func main() {
	fmt.Println("turning")
	for {
		turns++
	}
}
