package main

import (
	"sync"
)

type message struct {
	from  *node
	reply chan *node
	text  string
}

// Sends nodes through a channel; those in its buffer nobody else knows.
func channel(w *world) {
	buffered := make(chan *node, 1+w.below(64))
	for range cap(buffered) {
		buffered <- w.node()
	}
	chain := w.node()
	for range cap(buffered) {
		n := <-buffered
		n.check("a channel")
		n.left, chain = chain, n
	}
	w.hold(chain)
}

// Workers answer in any order; what is kept depends on the order of questions alone.
func pipeline(w *world) {
	questions := make(chan message)
	var workers sync.WaitGroup
	for range 1 + w.below(6) {
		workers.Go(func() {
			for question := range questions {
				question.from.check("a question")
				// A goroutine's first deep call moves its stack.
				stretch(question.from, 30)
				question.reply <- &node{number: question.from.number, stamp: question.from.stamp,
					right: question.from, name: question.text + "!"}
			}
		})
	}
	count := 1 + w.below(40)
	replies := make([]chan *node, count)
	for i := range replies {
		replies[i] = make(chan *node, 1)
		questions <- message{w.node(), replies[i], "question"}
	}
	close(questions)
	workers.Wait()
	var mutex sync.Mutex
	all := make([]*node, count)
	var readers sync.WaitGroup
	for i, reply := range replies {
		readers.Go(func() {
			select {
			case n := <-reply:
				n.right.check("an answer")
				mutex.Lock()
				defer mutex.Unlock()
				all[i] = n
			}
		})
	}
	readers.Wait()
	keeper := w.node()
	keeper.next = all
	w.hold(keeper)
}

//go:noinline
func stretch(n *node, depth int) int {
	var filler [256]byte
	filler[depth] = byte(n.number)
	if depth == 0 {
		return int(filler[0])
	}
	sum := stretch(n, depth-1)
	n.check("a stretched stack")
	return sum + int(filler[depth])
}
