// Command panics ends with a panic that nothing recovers: exit code 2, trace on fd 2.
package main

import "fmt"

type account struct{ cents int }

func main() {
	defer fmt.Println("deferred calls still run")
	fmt.Println("before the panic")
	withdraw(nil, 5)
}

//go:noinline
func withdraw(from *account, cents int) {
	from.cents -= cents
}
