// Command exit-code ends with the code 7; what is deferred does not run.
package main

import (
	"fmt"
	"os"
)

func main() {
	defer fmt.Println("never printed")
	fmt.Println("about to exit with 7")
	fmt.Fprintln(os.Stderr, "this goes to fd 2")
	os.Exit(7)
}
