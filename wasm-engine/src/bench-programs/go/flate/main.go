// Command flate compresses texts of its own making at several levels and expands them again.
//
//	flate ITERATIONS
package main

import (
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"strconv"
)

var words = []string{"board", "clock", "timer", "pin", "interrupt", "level", "edge", "rises",
	"falls", "the", "a", "of", "after", "before", "cycle", "cycles", "register", "reads", "writes",
	"value", "zero", "one"}

var levels = []int{flate.BestSpeed, flate.DefaultCompression, flate.BestCompression,
	flate.HuffmanOnly}

type generator uint64

func (g *generator) next(limit int) int {
	*g = *g*6364136223846793005 + 1442695040888963407
	return int(uint64(*g) >> 33 % uint64(limit))
}

func main() {
	iterations := 100
	if len(os.Args) > 1 {
		var err error
		if iterations, err = strconv.Atoi(os.Args[1]); err != nil || iterations < 1 {
			fmt.Fprintf(os.Stderr, "flate: wanted a positive number, got %q\n", os.Args[1])
			os.Exit(2)
		}
	}
	taken, written := 0, 0
	digest := crc32.NewIEEE()
	state := generator(1)
	for i := range iterations {
		text := compose(&state)
		packed := pack(text, levels[i%len(levels)])
		expanded, err := io.ReadAll(flate.NewReader(bytes.NewReader(packed)))
		if err != nil || !bytes.Equal(expanded, text) {
			fmt.Fprintf(os.Stderr, "flate: text %d came back different: %v\n", i, err)
			os.Exit(1)
		}
		digest.Write(packed)
		taken += len(text)
		written += len(packed)
	}
	fmt.Printf("flate: %d bytes, compressed to %d, checksum %08x\n", taken, written, digest.Sum32())
}

// compose writes 64 KiB of words, numbers and noise, with some lines twice.
func compose(state *generator) []byte {
	text := make([]byte, 0, 1<<16+128)
	line := 0
	for len(text) < 1<<16 {
		begin := len(text)
		for range 4 + state.next(8) {
			text = append(text, words[state.next(len(words))]...)
			text = append(text, ' ')
		}
		text = strconv.AppendInt(text, int64(state.next(1<<20)), 16)
		for range state.next(4) {
			text = append(text, byte(state.next(256)))
		}
		text = append(text, '\n')
		if line++; line%5 == 0 {
			text = append(text, text[begin:]...)
		}
	}
	return text
}

func pack(text []byte, level int) []byte {
	var packed bytes.Buffer
	writer, err := flate.NewWriter(&packed, level)
	if err != nil {
		panic(err)
	}
	if _, err := writer.Write(text); err != nil {
		panic(err)
	}
	if err := writer.Close(); err != nil {
		panic(err)
	}
	return packed.Bytes()
}
