// Command concurrency uses goroutines, channels, select, locks, timers and contexts in ways whose
// outcome does not depend on the scheduler.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

func main() {
	pipeline()
	locks()
	selects()
	contexts()
	timers()
	pipes()
	pulls()
	ring(1000, 50)
}

// pipeline counts primes with a chain of goroutines, each of which filters one prime's multiples.
func pipeline() {
	source := make(chan int)
	done := make(chan struct{})
	go func() {
		defer close(source)
		for n := 2; ; n++ {
			select {
			case source <- n:
			case <-done:
				return
			}
		}
	}()
	in := (<-chan int)(source)
	var primes []int
	for range 120 {
		prime := <-in
		primes = append(primes, prime)
		out := make(chan int)
		go func(in <-chan int) {
			defer close(out)
			for n := range in {
				if n%prime != 0 {
					select {
					case out <- n:
					case <-done:
						return
					}
				}
			}
		}(in)
		in = out
	}
	close(done)
	fmt.Println(primes[len(primes)-5:])
}

func locks() {
	var mutex sync.Mutex
	var readWrite sync.RWMutex
	var group sync.WaitGroup
	var once sync.Once
	var counter atomic.Int64
	shared, table := 0, map[int]int{}
	for worker := range 20 {
		group.Go(func() {
			for i := range 200 {
				mutex.Lock()
				before := shared
				if i%7 == 0 {
					runtime.Gosched()
				}
				shared = before + 1
				mutex.Unlock()
				counter.Add(int64(worker))
				once.Do(func() { counter.Add(1_000_000) })
				readWrite.RLock()
				_ = table[i]
				readWrite.RUnlock()
				readWrite.Lock()
				table[i]++
				readWrite.Unlock()
			}
		})
	}
	group.Wait()
	fmt.Println(shared, counter.Load(), len(table), table[199], mutex.TryLock(), mutex.TryLock())

	condition := sync.NewCond(&sync.Mutex{})
	ready := 0
	for range 10 {
		group.Go(func() {
			condition.L.Lock()
			defer condition.L.Unlock()
			for ready == 0 {
				condition.Wait()
			}
			ready++
		})
	}
	condition.L.Lock()
	ready = 1
	condition.L.Unlock()
	condition.Broadcast()
	group.Wait()
	var concurrent sync.Map
	for i := range 100 {
		group.Go(func() { concurrent.LoadOrStore(i%10, i%10*i%10) })
	}
	group.Wait()
	size := 0
	concurrent.Range(func(any, any) bool { size++; return true })
	value := sync.OnceValue(func() int { size++; return size })
	fmt.Println(ready, value(), value())
}

func selects() {
	var silent chan int
	full := make(chan int, 1)
	full <- 1
	select {
	case <-silent:
		fmt.Println("a nil channel spoke")
	case full <- 2:
		fmt.Println("a full channel took one more")
	default:
		fmt.Println("default", len(full), cap(full))
	}
	closed := make(chan int)
	close(closed)
	value, open := <-closed
	counts := map[string]int{}
	a, b := make(chan int), make(chan int)
	go func() {
		for i := range 100 {
			if i%2 == 0 {
				a <- i
			} else {
				b <- i
			}
		}
		close(a)
		close(b)
	}()
	for a != nil || b != nil {
		select {
		case n, ok := <-a:
			if !ok {
				a = nil
				continue
			}
			counts["a"] += n
		case n, ok := <-b:
			if !ok {
				b = nil
				continue
			}
			counts["b"] += n
		}
	}
	fmt.Println(value, open, counts)
}

func contexts() {
	base, cancel := context.WithCancelCause(context.WithValue(context.Background(), "key", "value"))
	child, stop := context.WithTimeout(base, time.Hour)
	defer stop()
	finished := make(chan string)
	context.AfterFunc(child, func() { finished <- "after" })
	cancel(errors.New("a cause"))
	fmt.Println(<-finished, child.Err(), context.Cause(child), child.Value("key"),
		context.WithoutCancel(child).Err())
	late, stop := context.WithTimeout(context.Background(), 5*time.Millisecond)
	defer stop()
	<-late.Done()
	fmt.Println(late.Err(), errors.Is(late.Err(), context.DeadlineExceeded),
		late.Err().(interface{ Timeout() bool }).Timeout())
}

func timers() {
	var mutex sync.Mutex
	var order []int
	var group sync.WaitGroup
	for _, millis := range []int{90, 30, 60, 0, 120} {
		group.Go(func() {
			time.Sleep(time.Duration(millis) * time.Millisecond)
			mutex.Lock()
			defer mutex.Unlock()
			order = append(order, millis)
		})
	}
	group.Wait()
	stopped := time.AfterFunc(time.Hour, func() { fmt.Println("too early") })
	start := time.Now()
	ticker := time.NewTicker(2 * time.Millisecond)
	for range 5 {
		<-ticker.C
	}
	ticker.Stop()
	timer := time.NewTimer(time.Hour)
	fmt.Println(order, stopped.Stop(), stopped.Stop(), timer.Reset(time.Millisecond),
		time.Since(start) >= 10*time.Millisecond)
	<-timer.C
}

func pipes() {
	reader, writer := io.Pipe()
	go func() {
		for i := range 5 {
			fmt.Fprintf(writer, "line %d\n", i)
		}
		writer.CloseWithError(errors.New("the writer gave up"))
	}()
	text, err := io.ReadAll(reader)
	fmt.Printf("%q %v\n", text, err)
}

func pulls() {
	numbers := func(yield func(int, string) bool) {
		defer fmt.Println("iterator ended")
		for i := range 100 {
			if !yield(i, fmt.Sprint("n", i)) {
				return
			}
		}
	}
	next, stop := iter.Pull2(numbers)
	for range 3 {
		fmt.Println(next())
	}
	stop()
	fmt.Println(next())
	fmt.Println(slices.Collect(func(yield func(int) bool) {
		for i := range numbers {
			if i == 3 || !yield(i*i) {
				return
			}
		}
	}))
}

// ring passes a token around.
func ring(size, rounds int) {
	first := make(chan int)
	in := first
	for range size {
		out := make(chan int)
		go func(in, out chan int) {
			for token := range in {
				out <- token + 1
			}
			close(out)
		}(in, out)
		in = out
	}
	token := 0
	for range rounds {
		first <- token
		token = <-in
	}
	close(first)
	_, open := <-in
	fmt.Println(token, open)
}
