//go:build !(wasip1 && hostless)

package irq

import (
	"sync"
	"time"

	"hostless.dev/board/mmio"
)

// Polled tells that lines are looked at every [PollInterval], not by the scheduler: a driver that
// waits for little then does better to look at its device itself.
const Polled = true

// waiter is one wait of one goroutine.
type waiter struct {
	line uint32
	done chan struct{}
	over bool // the wait has ended, or shall not begin
	came bool
}

// polling has the goroutines that wait. One goroutine looks for all of them, and only while there
// are any.
var polling struct {
	sync.Mutex
	waiting map[*waiter]struct{}
	runs    bool
}

func wait(w *waiter) bool {
	w.done = make(chan struct{})
	polling.Lock()
	if w.over {
		polling.Unlock()
		return false
	}
	if polling.waiting == nil {
		polling.waiting = make(map[*waiter]struct{})
	}
	polling.waiting[w] = struct{}{}
	look()
	if !polling.runs && len(polling.waiting) > 0 {
		polling.runs = true
		go poll()
	}
	polling.Unlock()
	<-w.done
	return w.came
}

func cancelWait(w *waiter) {
	polling.Lock()
	defer polling.Unlock()
	if _, waits := polling.waiting[w]; waits {
		end(w)
	}
	w.over = true
}

func end(w *waiter) {
	delete(polling.waiting, w)
	w.over = true
	close(w.done)
}

func poll() {
	for {
		time.Sleep(PollInterval)
		polling.Lock()
		look()
		if len(polling.waiting) == 0 {
			polling.runs = false
			polling.Unlock()
			return
		}
		polling.Unlock()
	}
}

// look acknowledges what somebody waits for. Where nobody does it stays away from the controller: a
// test may have taken its bus away once its last wait was over.
func look() {
	if len(polling.waiting) == 0 {
		return
	}
	var wanted uint32
	for w := range polling.waiting {
		wanted |= 1 << w.line
	}
	came := mmio.TakeInterrupts(wanted)
	for w := range polling.waiting {
		if came&(1<<w.line) != 0 {
			w.came = true
			end(w)
		}
	}
}
