// Command recovers panics in every way that can be recovered from and prints what recover returns.
package main

import (
	"errors"
	"fmt"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
)

type shape interface{ Area() int }
type square struct{ side int }

func (s *square) Area() int { return s.side * s.side }

type holder struct{ f any }

var (
	zero    = len(os.Args) - len(os.Args)
	nilMap  map[string]int
	nilNode *square
	nilFunc func()
	empty   any
	numbers = []int{1, 2, 3}
)

func try(name string, f func()) {
	defer func() {
		r := recover()
		err, isError := r.(runtime.Error)
		fmt.Printf("%s: %T %v, runtime error %t\n", name, r, r, isError && err.Error() != "")
	}()
	f()
	fmt.Println(name, "returned")
}

func main() {
	try("divide", func() { fmt.Println(1 / zero) })
	try("modulo", func() { fmt.Println(int8(1) % int8(zero)) })
	try("index", func() { fmt.Println(numbers[zero+3]) })
	try("negative index", func() { fmt.Println(numbers[zero-1]) })
	try("string index", func() { fmt.Println("abc"[zero+9]) })
	try("slice high", func() { fmt.Println(numbers[:zero+9]) })
	try("slice order", func() { fmt.Println(numbers[zero+2 : zero+1]) })
	try("slice three", func() { fmt.Println(numbers[zero : zero+1 : zero+7]) })
	try("slice string", func() { fmt.Println("abc"[zero+5:]) })
	try("to array", func() { fmt.Println([4]int(numbers)) })
	try("nil pointer", func() { fmt.Println(nilNode.side) })
	try("nil write", func() { nilNode.side = 1 })
	try("nil map", func() { nilMap["a"] = 1 })
	try("nil function", func() { nilFunc() })
	try("nil interface", func() { empty.(shape).Area() })
	try("wrong type", func() { fmt.Println(any("text").(int)) })
	try("missing method", func() { fmt.Println(any(square{}).(shape)) })
	try("unhashable", func() { fmt.Println(map[any]int{[]int{1}: 1}) })
	try("incomparable", func() { fmt.Println(any(holder{[]int{}}) == any(holder{[]int{}})) })
	try("make slice", func() { _ = make([]int, zero-1) })
	try("make slice huge", func() { _ = make([]int, zero+1<<60) })
	try("make channel", func() { _ = make(chan int, zero-1) })
	try("close nil", func() { close((chan int)(nil)) })
	try("close twice", func() { c := make(chan int); close(c); close(c) })
	try("send closed", func() { c := make(chan int, 1); close(c); c <- 1 })
	try("shift", func() { fmt.Println(1 << (zero - 1)) })
	try("panic nil", func() { panic(nil) })
	try("panic error", func() { panic(fmt.Errorf("wrapped: %w", os.ErrNotExist)) })
	try("panic struct", func() { panic(struct{ A, B int }{1, 2}) })
	try("goexit", func() {
		done := make(chan bool)
		go func() {
			defer close(done)
			defer func() { fmt.Println("goexit recovers", recover()) }()
			runtime.Goexit()
		}()
		<-done
	})
	try("repanic", func() {
		defer func() { panic(fmt.Sprint("second after ", recover())) }()
		panic("first")
	})
	try("panic in defer", func() {
		defer panic("third")
		defer func() { panic("second") }()
		panic("first")
	})
	try("deferred order", func() {
		for i := range 4 {
			defer fmt.Print("defer ", i, "; ")
		}
		panic("after the loop")
	})
	try("iterator", func() {
		for i := range func(yield func(int) bool) { yield(1); yield(2) } {
			fmt.Println("got", i)
			break
		}
	})
	fmt.Println(named())
	fmt.Println(nested(5))
	errorsOf()
	stack := string(debug.Stack())
	fmt.Println(strings.Contains(stack, "main.main()"),
		strings.Contains(stack, "recovers/main.go:"))
	_, file, line, ok := runtime.Caller(0)
	fmt.Println(file[strings.LastIndex(file, "/")+1:], line > 0, ok)
}

// named changes its result after a panic.
func named() (result string, err error) {
	defer func() {
		if r := recover(); r != nil {
			result, err = result+" and recovered", r.(error)
		}
	}()
	result = "set"
	fmt.Println(numbers[zero+5])
	return "not reached", nil
}

func nested(depth int) (sum int) {
	defer func() {
		if r := recover(); r != nil {
			sum = r.(int) + depth
			if depth < 5 {
				panic(sum)
			}
		}
	}()
	if depth == 0 {
		panic(100)
	}
	return nested(depth - 1)
}

type coded struct{ code int }

func (c coded) Error() string        { return fmt.Sprint("code ", c.code) }
func (c coded) Is(target error) bool { return target == os.ErrClosed }

func errorsOf() {
	inner := coded{7}
	joined := errors.Join(fmt.Errorf("outer: %w and %w", inner, os.ErrExist), nil,
		errors.New("other"))
	var found coded
	fmt.Printf("%q %t %t %t %t %v\n", joined.Error(), errors.As(joined, &found),
		errors.Is(joined, os.ErrExist),
		errors.Is(joined, os.ErrClosed), errors.Is(joined, os.ErrNotExist), found.code)
	fmt.Println(errors.Unwrap(fmt.Errorf("%w", inner)) == inner, errors.Unwrap(joined))
}
