// Command uart-bridge joins the console to the wire at uart1: what is typed goes out, what comes
// in is shown. Two boards with a wire between them talk to each other.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"hostless.dev/board/uart"
)

func main() {
	baud := flag.Int("baud", 115_200, "speed of the wire")
	echo := flag.Bool("echo", false, "send back what comes in, and show it")
	linger := flag.Duration("linger", 200*time.Millisecond,
		"when nothing more is typed, wait so long for what comes in; 0: for ever")
	flag.Parse()
	if err := bridge(*baud, *echo, *linger); err != nil {
		fmt.Fprintln(os.Stderr, "uart-bridge:", err)
		os.Exit(1)
	}
}

func bridge(baud int, echo bool, linger time.Duration) error {
	port, err := uart.Open(uart.UART1, uart.Config{Baud: baud})
	if err != nil {
		return err
	}
	var shown io.Writer = os.Stdout
	if echo {
		shown = io.MultiWriter(os.Stdout, port)
	}
	type result struct {
		bytes int64
		err   error
	}
	received := make(chan result)
	go func() {
		n, err := io.Copy(shown, port)
		received <- result{n, err}
	}()
	sent, err := io.Copy(port, os.Stdin)
	if err != nil {
		return fmt.Errorf("sending: %w", err)
	}
	if err := port.Flush(); err != nil {
		return err
	}
	if linger > 0 {
		if err := port.SetReadDeadline(time.Now().Add(linger)); err != nil {
			return err
		}
	}
	in := <-received
	if in.err != nil && !errors.Is(in.err, os.ErrDeadlineExceeded) {
		return fmt.Errorf("receiving: %w", in.err)
	}
	wrong := port.Errors()
	fmt.Fprintf(os.Stderr, "uart-bridge: sent %d, received %d, overruns %d, framing errors %d\n",
		sent, in.bytes, wrong.Overrun, wrong.Framing)
	return port.Close()
}
