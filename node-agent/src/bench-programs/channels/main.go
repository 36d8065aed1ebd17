// Command channels sends messages of 100 bytes through a chain of goroutines.
package main

import "hostless.dev/gcbenchmark/rounds"

const (
	messages = 30_000
	bytes    = 100
	room     = 16
)

func send(out chan<- []byte, first byte) {
	for i := range messages {
		message := make([]byte, bytes)
		message[0] = first + byte(i)
		message[bytes-1] = byte(i)
		out <- message
	}
	close(out)
}

// relay passes copies on.
func relay(in <-chan []byte, out chan<- []byte) {
	for message := range in {
		next := make([]byte, len(message))
		copy(next, message)
		next[1] = message[0] ^ message[bytes-1]
		out <- next
	}
	close(out)
}

func main() {
	rounds.Play("channels", func(number int) uint64 {
		first, second := make(chan []byte, room), make(chan []byte)
		go send(first, byte(number))
		go relay(first, second)
		sum, count := uint64(0), 0
		for message := range second {
			if message[0] != byte(number+count) || message[1] != message[0]^byte(count) {
				rounds.Fail("channels: message %d holds %d, %d", count, message[0], message[1])
			}
			sum = sum*31 + uint64(message[1])
			count++
		}
		if count != messages {
			rounds.Fail("channels: %d messages", count)
		}
		return sum
	})
}
