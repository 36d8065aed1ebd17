// Command flate compresses and reads back with every compressor and level.
package main

import (
	"bytes"
	"compress/bzip2"
	"compress/flate"
	"compress/gzip"
	"compress/lzw"
	"compress/zlib"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash/adler32"
	"hash/crc32"
	"hash/crc64"
	"io"
	"strings"
	"time"
)

func main() {
	inputs := map[string][]byte{"empty": nil,
		"text":  []byte(strings.Repeat("the quick brown fox, ", 3000)),
		"zeros": make([]byte, 100_000), "noise": noise(60_000), "mixed": append(noise(5000),
			inputsOf()...)}
	for _, name := range []string{"empty", "text", "zeros", "noise", "mixed"} {
		data := inputs[name]
		for _, level := range []int{flate.HuffmanOnly, 0, 1, 3, 6, 9} {
			var packed bytes.Buffer
			writer, err := flate.NewWriter(&packed, level)
			check(err)
			// Uneven writes, so that blocks end in the middle of them.
			for rest := data; len(rest) > 0; {
				n := min(len(rest), 7919)
				_, err := writer.Write(rest[:n])
				check(err)
				rest = rest[n:]
			}
			check(writer.Close())
			size, sum := packed.Len(), sha256.Sum256(packed.Bytes())
			back, err := io.ReadAll(flate.NewReader(&packed))
			check(err)
			fmt.Printf("%s level %d: %d -> %d %x equal %t\n",
				name, level, len(data), size, sum[:6], bytes.Equal(data, back))
		}
		fmt.Printf("%s %08x %08x %016x\n", name,
			crc32.Checksum(data, crc32.MakeTable(crc32.Castagnoli)),
			adler32.Checksum(data), crc64.Checksum(data, crc64.MakeTable(crc64.ECMA)))
	}
	others(inputs["text"])
	broken()
}

func others(data []byte) {
	var packed bytes.Buffer
	writer := gzip.NewWriter(&packed)
	writer.Name, writer.Comment, writer.ModTime = "a name", "größe", time.Unix(1e9, 0)
	_, err := writer.Write(data)
	check(err)
	check(writer.Close())
	sum := sha256.Sum256(packed.Bytes())
	reader, err := gzip.NewReader(&packed)
	check(err)
	back, err := io.ReadAll(reader)
	fmt.Printf("gzip %x %q %q %v %t %v\n", sum[:6], reader.Name, reader.Comment,
		reader.ModTime.UTC(), bytes.Equal(back, data), err)

	packed.Reset()
	z, err := zlib.NewWriterLevelDict(&packed, 6, []byte("quick brown fox"))
	check(err)
	_, err = z.Write(data)
	check(err)
	check(z.Close())
	fmt.Println("zlib", packed.Len(), crc32.ChecksumIEEE(packed.Bytes()))

	packed.Reset()
	l := lzw.NewWriter(&packed, lzw.MSB, 8)
	_, err = l.Write(data)
	check(err)
	check(l.Close())
	back, err = io.ReadAll(lzw.NewReader(bytes.NewReader(packed.Bytes()), lzw.MSB, 8))
	fmt.Println("lzw", packed.Len(), crc32.ChecksumIEEE(packed.Bytes()), bytes.Equal(back, data),
		err)

	stream, err := base64.StdEncoding.DecodeString("QlpoOTFBWSZTWQ==")
	check(err)
	_, err = io.ReadAll(bzip2.NewReader(bytes.NewReader(stream)))
	fmt.Println("bzip2", err)
}

func broken() {
	for _, text := range []string{"", "\x07", "\x05\xe0\x81", "\x1f\x8b\x08",
		"\x01\x05\x00\xfa\xffab"} {
		_, err := io.ReadAll(flate.NewReader(strings.NewReader(text)))
		_, gzipErr := gzip.NewReader(strings.NewReader(text))
		_, zlibErr := zlib.NewReader(strings.NewReader(text))
		fmt.Printf("%q: %v; %v; %v\n", text, err, gzipErr, zlibErr)
	}
}

func inputsOf() []byte { return bytes.Repeat([]byte("abcabcabd"), 2000) }

func noise(length int) []byte {
	result := make([]byte, length)
	state := uint32(1)
	for i := range result {
		state = state*1664525 + 1013904223
		result[i] = byte(state >> 24)
	}
	return result
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}
