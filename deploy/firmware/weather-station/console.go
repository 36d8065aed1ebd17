package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// minRate keeps a typing mistake from making the station sample without end.
const minRate = time.Millisecond

const help = `commands:
  help         this list
  now          take a sample and print it
  history [N]  the newest N samples, 10 if N is left out
  log [N]      the newest N records of the EEPROM, 10 if N is left out
  stats        figures of the heap and its collector
  gc           collect now
  rate MS      take a sample every MS milliseconds
  boom         panic
  exit [N]     halt with code N, 0 if N is left out`

func (s *station) execute(line string) {
	words := strings.Fields(line)
	if len(words) == 0 {
		return
	}
	switch name, arguments := words[0], words[1:]; name {
	case "help":
		fmt.Println(help)
	case "now":
		fmt.Println(s.measure(time.Now()))
	case "history":
		if count, ok := number(name, arguments, 10, 1, cap(s.history.samples)); ok {
			for _, sample := range s.history.last(count) {
				fmt.Println(sample)
			}
		}
	case "log":
		if count, ok := number(name, arguments, 10, 1, logRecords); ok {
			s.parts.printLog(count)
		}
	case "stats":
		s.stats()
	case "gc":
		collect()
	case "rate":
		smallest := int(minRate / time.Millisecond)
		if millis, ok := number(name, arguments, -1, smallest, 3_600_000); ok {
			s.rate = time.Duration(millis) * time.Millisecond
			s.ticker.Reset(s.rate)
			fmt.Printf("rate: a sample every %v\n", s.rate)
		}
	case "boom":
		panic("boom: asked for on the console")
	case "exit":
		if code, ok := number(name, arguments, 0, 0, 255); ok {
			fmt.Printf("exit: halting with %d\n", code)
			os.Exit(code)
		}
	default:
		fmt.Printf("unknown command %q, type help for the list\n", name)
	}
}

// number reads the only argument of a command. A preset below zero makes the argument necessary.
func number(name string, arguments []string, preset, low, high int) (int, bool) {
	if len(arguments) == 0 && preset >= 0 {
		return preset, true
	}
	if len(arguments) == 1 {
		if value, err := strconv.Atoi(arguments[0]); err == nil && low <= value && value <= high {
			return value, true
		}
	}
	fmt.Printf("%s: wanted a number from %d to %d, got %q\n",
		name, low, high, strings.Join(arguments, " "))
	return 0, false
}

func (s *station) stats() {
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	var longest uint64
	for _, pause := range memory.PauseNs {
		longest = max(longest, pause)
	}
	for _, figure := range []struct {
		name  string
		value uint64
	}{
		{"samples", uint64(s.history.taken)},
		{"goroutines", uint64(runtime.NumGoroutine())},
		{"heap_alloc_bytes", memory.HeapAlloc},
		{"heap_sys_bytes", memory.HeapSys},
		{"heap_objects", memory.HeapObjects},
		{"next_gc_bytes", memory.NextGC},
		{"sys_bytes", memory.Sys},
		{"total_alloc_bytes", memory.TotalAlloc},
		{"mallocs", memory.Mallocs},
		{"frees", memory.Frees},
		{"gc_cycles", uint64(memory.NumGC)},
		{"gc_forced", uint64(memory.NumForcedGC)},
		{"gc_pause_total_ns", memory.PauseTotalNs},
		{"gc_pause_max_ns", longest},
	} {
		fmt.Printf("stats: %s=%d\n", figure.name, figure.value)
	}
}

func collect() {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	runtime.GC()
	runtime.ReadMemStats(&after)
	fmt.Printf("gc: cycle %d, heap %d -> %d bytes\n",
		after.NumGC, before.HeapAlloc, after.HeapAlloc)
}
