//go:build wasip1

package boardtest

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"hostless.dev/board"
	"hostless.dev/board/gpio"
	"hostless.dev/board/i2c"
	"hostless.dev/board/irq"
	"hostless.dev/board/metrics"
	"hostless.dev/board/part/at24c32"
	"hostless.dev/board/part/tmp102"
	"hostless.dev/board/part/w25q16"
	"hostless.dev/board/rtc"
	"hostless.dev/board/spi"
	"hostless.dev/board/timer"
	"hostless.dev/board/uart"
	"hostless.dev/board/watchdog"
)

var forever = context.Background()

// slack is how much later than planned a goroutine may be: with the port a few thousand cycles,
// without it the interval in which lines are looked at.
var slack = 2*irq.PollInterval + 200*time.Microsecond

func near(t *testing.T, what string, got, want time.Duration) {
	t.Helper()
	if got < want || got > want+slack {
		t.Errorf("%s took %v, want %v", what, got, want)
	}
}

func TestAPinSeesTheEdgesThatItDrives(t *testing.T) {
	pin := gpio.Pin(9)
	pin.Configure(gpio.Output)
	defer pin.Configure(gpio.Off)
	w, err := pin.Watch(gpio.Both, 4)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := pin.Watch(gpio.Rising, 1); err == nil {
		t.Error("a pin was watched twice")
	}
	for _, want := range []gpio.Edge{gpio.Rising, gpio.Falling, gpio.Rising} {
		pin.Toggle()
		event, err := w.Wait(forever)
		if err != nil || event.Pin != pin || event.Edge != want {
			t.Errorf("got %+v, %v, want edge %d", event, err, want)
		}
	}
	if !pin.Get() {
		t.Error("the pin is low")
	}
	w.Stop()
	if _, err := w.Wait(forever); err == nil {
		t.Error("a watcher that was stopped has an edge")
	}
	pin.Configure(gpio.InputPullDown)
	low := pin.Get()
	pin.Configure(gpio.InputPullUp)
	if low || !pin.Get() {
		t.Error("the pulls do not pull")
	}
}

func TestATimerInterruptsOncePerPeriod(t *testing.T) {
	const period = 10 * time.Millisecond
	if err := timer.Timer0.Start(period); err != nil {
		t.Fatal(err)
	}
	defer timer.Timer0.Stop()
	if got := timer.Timer0.Period(); got != period {
		t.Errorf("the period is %v", got)
	}
	start := time.Now()
	for i := 0; i < 5; i++ {
		if err := timer.Timer0.Wait(forever); err != nil {
			t.Fatal(err)
		}
		if late := timer.Timer0.Elapsed(); late > slack {
			t.Errorf("%v late", late)
		}
	}
	near(t, "five periods", time.Since(start)+time.Millisecond/10, 5*period)
	timer.Timer0.Stop()
	if err := timer.Timer0.Wait(forever); !errors.Is(err, timer.ErrStopped) {
		t.Errorf("got %v from a timer that is stopped", err)
	}
	if err := timer.Timer1.Once(period); err != nil {
		t.Fatal(err)
	}
	start = time.Now()
	if err := timer.Timer1.Wait(forever); err != nil {
		t.Fatal(err)
	}
	near(t, "one pulse", time.Since(start)+time.Millisecond/10, period)
	if err := timer.Timer1.Start(time.Nanosecond / 2); err == nil {
		t.Error("a period of no cycles was taken")
	}
}

func TestTheCalendarClockWakesAtAFullSecond(t *testing.T) {
	at := rtc.Now().Add(1300 * time.Millisecond)
	if err := rtc.WaitUntil(forever, at); err != nil {
		t.Fatal(err)
	}
	now := rtc.Now()
	if want := at.Truncate(time.Second).Add(time.Second); now.Before(want) ||
		now.Sub(want) > slack {
		t.Errorf("woke at %v, want %v", now, want)
	}
	if d := time.Since(now); d < 0 || d > slack {
		t.Errorf("time.Now is %v ahead", d)
	}
	ctx, cancel := context.WithTimeout(forever, time.Millisecond)
	defer cancel()
	if err := rtc.WaitUntil(ctx, now.Add(time.Hour)); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestAPortSendsAtItsSpeedAndItsReadersGiveUp(t *testing.T) {
	port, err := uart.Open(uart.UART1, uart.Config{Baud: 9600, StopBits: 2})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	if n, err := port.Write(make([]byte, 96)); n != 96 || err != nil {
		t.Errorf("wrote %d, %v", n, err)
	}
	if err := port.Flush(); err != nil {
		t.Error(err)
	}
	near(t, "96 characters of 11 bits at 9600 baud", time.Since(start), 110*time.Millisecond)
	if err := port.SetReadDeadline(time.Now().Add(time.Millisecond)); err != nil {
		t.Error(err)
	}
	if n, err := port.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("read %d, %v", n, err)
	}
	if err := port.SetReadDeadline(time.Time{}); err != nil {
		t.Error(err)
	}
	time.AfterFunc(time.Millisecond, func() {
		if err := port.Close(); err != nil {
			t.Error(err)
		}
	})
	if n, err := port.Read(make([]byte, 1)); n != 0 || !errors.Is(err, uart.ErrClosed) {
		t.Errorf("read %d, %v from a port that was closed", n, err)
	}
	for _, c := range []uart.Config{{Baud: -1}, {Baud: 1}, {StopBits: 3}} {
		if _, err := uart.Open(uart.UART1, c); err == nil {
			t.Errorf("%+v was taken", c)
		}
	}
}

func TestAnEmptyBusSaysSo(t *testing.T) {
	bus, err := i2c.Open(i2c.Config{Hz: i2c.Fast})
	if err != nil {
		t.Fatal(err)
	}
	err = bus.Tx(0x31, []byte{1}, make([]byte, 2))
	if !errors.Is(err, i2c.ErrNoAcknowledge) || !strings.Contains(err.Error(), "part 0x31") {
		t.Errorf("got %v", err)
	}
	if there, err := bus.Probe(0x31); there || err != nil {
		t.Errorf("got %v, %v", there, err)
	}
	if _, err := tmp102.New(bus, 0x4b); !errors.Is(err, tmp102.ErrNoSensor) {
		t.Errorf("got %v", err)
	}
	if _, err := at24c32.New(bus, 0x57); !errors.Is(err, at24c32.ErrNoMemory) {
		t.Errorf("got %v", err)
	}
	if err := bus.Tx(0x80, nil, nil); err == nil {
		t.Error("an address of eight bits was taken")
	}
	wanted := board.ClockHz() / 50
	chips, err := spi.Open(spi.Config{Hz: int(wanted)})
	if err != nil {
		t.Fatal(err)
	}
	if hz := chips.Hz(); hz > wanted || hz <= wanted/2 {
		t.Errorf("the bus has %d Hz", hz)
	}
	if _, err := w25q16.New(chips.Device(30)); !errors.Is(err, w25q16.ErrNoFlash) ||
		!strings.Contains(err.Error(), "ff ff ff") {
		t.Errorf("got %v", err)
	}
}

func TestAWatchdogThatIsFedDoesNotBite(t *testing.T) {
	if err := watchdog.Start(watchdog.Config{Timeout: time.Hour}); err == nil {
		t.Fatal("an hour was taken")
	}
	if err := watchdog.Wait(forever); !errors.Is(err, watchdog.ErrNoEarly) {
		t.Errorf("got %v", err)
	}
	const timeout = 200 * time.Millisecond
	config := watchdog.Config{Timeout: timeout, Early: 100 * time.Millisecond}
	if err := watchdog.Start(config); err != nil {
		t.Fatal(err)
	}
	if err := watchdog.Start(config); !errors.Is(err, watchdog.ErrRunning) {
		t.Errorf("got %v", err)
	}
	for i := 0; i < 3; i++ {
		start := time.Now()
		if err := watchdog.Wait(forever); err != nil {
			t.Fatal(err)
		}
		near(t, "the warning", time.Since(start)+time.Millisecond, 100*time.Millisecond)
		watchdog.Feed()
	}
	// Nothing but a reset stops it: it is fed for as long as other tests run.
	go func() {
		for range time.Tick(timeout / 4) {
			watchdog.Feed()
		}
	}()
}

func TestTimeIsCycles(t *testing.T) {
	hz := board.ClockHz()
	if got := board.Cycles(time.Second); got != hz {
		t.Errorf("a second has %d cycles of %d Hz", got, hz)
	}
	if got := board.Cycles(1); got != (hz+999_999_999)/1_000_000_000 {
		t.Errorf("a nanosecond has %d cycles", got)
	}
	if h := metrics.ReadHeap(); h.Sys == 0 || h.Goal == 0 {
		t.Errorf("got %+v", h)
	}
}
