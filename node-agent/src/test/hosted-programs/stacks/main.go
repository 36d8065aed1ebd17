// Stacks that grow, shrink and hold pointers while collections come and go.
package main

import (
	"errors"
	"fmt"
	"runtime"
	"sync"

	"example.com/hosted/check"
)

type item struct {
	next  *item
	value int
	sum   int
	pad   [3]int
}

func newItem(value int, next *item) *item {
	return &item{next: next, value: value, sum: 3*value + 1}
}

func (i *item) whole() bool { return i.sum == 3*i.value+1 }

func main() {
	grow()
	shrink()
	deep()
	parked()
	ring()
	selects()
	deferred()
	goexit()
	many()
	check.Done()
}

// down recurses with pointers to variables of its caller's frame and to the heap.
//
//go:noinline
func down(depth int, outer *[4]int, list *item) (sum int) {
	local := [4]int{depth, outer[0] + 1, outer[1], 0}
	here := newItem(depth, list)
	if depth%1000 == 0 {
		check.Churn(1 << 16)
	}
	if depth > 0 {
		sum = down(depth-1, &local, here)
	} else {
		runtime.GC()
		for i := here; i != nil; i = i.next {
			if !i.whole() {
				return -1 << 60
			}
			sum += i.value
		}
	}
	outer[3] += local[1] - local[1]
	outer[2] = local[0]
	if !here.whole() || here.next != list {
		return -1 << 60
	}
	return sum + local[0] - depth
}

func grow() {
	for _, depth := range []int{10, 100, 1000, 10_000} {
		var outer [4]int
		check.Equal(fmt.Sprint("a stack of ", depth, " frames"), down(depth, &outer, nil), depth*(depth+1)/2)
	}
	done := make(chan int)
	for range 8 {
		go func() {
			var outer [4]int
			done <- down(3000, &outer, nil)
		}()
	}
	for range 8 {
		check.Equal("stacks of goroutines", <-done, 3000*3001/2)
	}
}

func inUse() int {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.StackInuse)
}

func shrink() {
	release, ready, done := make(chan bool), make(chan bool), make(chan int)
	for range 10 {
		go func() {
			var outer [4]int
			list := newItem(7, newItem(8, nil))
			down(5000, &outer, list)
			ready <- true
			<-release
			if !list.whole() || !list.next.whole() {
				done <- -1
				return
			}
			done <- list.value + list.next.value + outer[2]
		}()
	}
	for range 10 {
		<-ready
	}
	before := inUse()
	for range 12 {
		runtime.GC()
	}
	after := inUse()
	check.That("stacks that are not needed shrink", after < before/4, before, after)
	close(release)
	for range 10 {
		check.Equal("and keep what is on them", <-done, 15+5000)
	}
}

//go:noinline
func plain(depth int) int {
	if depth == 0 {
		runtime.GC()
		return 0
	}
	return plain(depth-1) + 1
}

func deep() {
	done := make(chan int)
	go func() { done <- plain(100_000) }()
	check.Equal("a collection below 100,000 frames", <-done, 100_000)
}

// parked has many goroutines wait with pointers on their stacks only.
func parked() {
	const count = 2000
	release, sums := make(chan bool), make(chan int, count)
	var ready sync.WaitGroup
	ready.Add(count)
	for n := range count {
		go func() {
			var list *item
			for i := range 10 {
				list = newItem(n+i, list)
			}
			var array [3]*item
			array[1] = newItem(n, nil)
			ready.Done()
			<-release
			sum := 0
			for i := list; i != nil; i = i.next {
				if !i.whole() {
					sum = -1 << 40
				}
				sum += i.value
			}
			if array[0] != nil || !array[1].whole() || array[1].value != n {
				sum = -1 << 40
			}
			sums <- sum
		}()
	}
	ready.Wait()
	check.Churn(8 << 20)
	runtime.GC()
	check.Churn(8 << 20)
	close(release)
	sum := 0
	for range count {
		sum += <-sums
	}
	wanted := 0
	for n := range count {
		wanted += 10*n + 45
	}
	check.Equal("what goroutines hold that wait", sum, wanted)
}

// ring hands pointers from stack to stack, without a buffer.
func ring() {
	const size, laps = 20, 300
	first := make(chan *item)
	in := first
	for range size - 1 {
		source, out := in, make(chan *item)
		go func() {
			for i := range source {
				if !i.whole() {
					panic("broken on the way")
				}
				out <- newItem(i.value+1, i.next)
			}
			close(out)
		}()
		in = out
	}
	broken, sum := 0, 0
	for lap := range laps {
		go func() { first <- newItem(lap, newItem(lap, nil)) }()
		i := <-in
		check.Churn(8 << 10)
		if !i.whole() || !i.next.whole() || i.next.value != lap || i.value != lap+size-1 {
			broken++
		}
		sum += i.value
	}
	close(first)
	check.Equal("pointers that went from stack to stack", broken, 0)
	check.Equal("all of them", sum, laps*(laps-1)/2+laps*(size-1))
}

func selects() {
	a, b, c, quit := make(chan *item), make(chan *item, 3), make(chan [2]*item), make(chan bool)
	done := make(chan int)
	for range 4 {
		go func() {
			sum := 0
			for {
				select {
				case i := <-a:
					sum += value(i)
				case i := <-b:
					sum += value(i) * 1000
				case two := <-c:
					sum += value(two[0]) + value(two[1])*1000
				case <-quit:
					done <- sum
					return
				}
				check.Churn(1 << 10)
			}
		}()
	}
	for n := range 2000 {
		i := newItem(1, nil)
		switch n % 3 {
		case 0:
			select {
			case a <- i:
			case b <- newItem(-5, nil):
				select {
				case a <- i:
				case b <- newItem(-7, nil):
					a <- i
					b <- newItem(7, nil)
				}
				b <- newItem(5, nil)
			}
		case 1:
			b <- i
		default:
			c <- [2]*item{i, newItem(1, i)}
		}
	}
	for len(b) > 0 {
		runtime.Gosched()
	}
	for range 4 {
		quit <- true
	}
	sum := 0
	for range 4 {
		sum += <-done
	}
	check.Equal("pointers that went through selects", sum, 667+667*1000+666*1001)
}

func value(i *item) int {
	if !i.whole() {
		return -1 << 50
	}
	return i.value
}

type failure struct{ list *item }

func (f *failure) Error() string { return fmt.Sprint("failure ", f.list.value) }

//go:noinline
func fail(depth int, list *item) {
	local := newItem(depth, list)
	defer func() {
		runtime.GC()
		if !local.whole() {
			panic("broken in a deferred call")
		}
	}()
	if depth == 0 {
		check.Churn(1 << 16)
		panic(&failure{list: local})
	}
	for i := range 2 {
		defer func(i int, l *item) {
			if !l.whole() || i > 1 {
				panic("broken in an argument")
			}
		}(i, newItem(i, local))
	}
	fail(depth-1, local)
}

func attempt(depth int) (err error) {
	kept := newItem(depth, nil)
	defer func() {
		check.Churn(1 << 16)
		if r := recover(); r != nil {
			err = errors.Join(r.(error), fmt.Errorf("kept %d", kept.value))
			func() {
				defer func() { recover() }()
				fail(2, kept)
			}()
		}
	}()
	fail(depth, kept)
	return nil
}

func deferred() {
	for _, depth := range []int{0, 3, 50} {
		err := attempt(depth)
		var f *failure
		check.That("a panic with a pointer", errors.As(err, &f))
		count := 0
		for i := f.list; i != nil; i = i.next {
			if !i.whole() {
				count = -1 << 40
			}
			count++
		}
		check.Equal("and all that hangs on it", count, depth+2)
		check.Equal("its words", err.Error(), fmt.Sprintf("failure 0\nkept %d", depth))
	}
}

func goexit() {
	done := make(chan *item, 1)
	go func() {
		list := newItem(3, nil)
		defer func() {
			runtime.GC()
			done <- list
		}()
		runtime.Goexit()
	}()
	check.Equal("Goexit runs what is deferred", value(<-done), 3)
}

// many goroutines begin and end, so that their structs and stacks are used again.
func many() {
	sum := 0
	results := make(chan *item, 64)
	for round := range 200 {
		for n := range 50 {
			go func() {
				list := newItem(n, newItem(round, nil))
				runtime.Gosched()
				results <- newItem(list.value+list.next.value, nil)
			}()
		}
		for range 50 {
			sum += value(<-results)
		}
		check.Churn(1 << 14)
	}
	check.Equal("goroutines that come and go", sum, 200*50*49/2+50*200*199/2)
}
