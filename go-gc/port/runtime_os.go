//go:build wasip1

package runtime

import "unsafe"

// boardPageBytes is the page of the board's allocator. The wasm port counts in pages of
// linear memory, which are eight times as large and would waste as much on small machines.
const boardPageBytes = 8 << 10

func osinit() {
	physPageSize = boardPageBytes
	boardRamStart(uint32(memRound(firstmoduledata.end)))
	numCPUStartup = getCPUCount()
	getg().m.procid = 2
}

// write1 sends what is for the console straight there. Other descriptors are files, for
// instance that of a heap dump.
func write1(fd uintptr, p unsafe.Pointer, n int32) int32 {
	if fd == 1 || fd == 2 {
		return boardConsoleWrite(int32(fd), p, n)
	}
	return fileWrite1(fd, p, n)
}

// usleep holds the whole board, like a busy loop, but the clock jumps.
func usleep(usec uint32) {
	boardIdle(nanotime1()+int64(usec)*1000, 0, 0, 0)
}

func readRandom(r []byte) int {
	if boardRandom(&r[0], uint32(len(r))) != 0 {
		return 0
	}
	return len(r)
}

func goenvs() {
	if n := boardArgumentsBytes(); n > 0 {
		text := make([]byte, n)
		boardArguments(&text[0], n)
		argslice = boardTexts(text)
	}
	if n := boardEnvironmentBytes(); n > 0 {
		text := make([]byte, n)
		boardEnvironment(&text[0], n)
		envs = boardTexts(text)
	}
}

// boardTexts cuts text behind each NUL.
func boardTexts(text []byte) []string {
	count := 0
	for _, b := range text {
		if b == 0 {
			count++
		}
	}
	texts := make([]string, 0, count)
	start := 0
	for i, b := range text {
		if b == 0 {
			texts = append(texts, string(text[start:i]))
			start = i + 1
		}
	}
	return texts
}

func walltime1() (sec int64, nsec int32) {
	t := boardWalltime()
	return t / 1e9, int32(t % 1e9)
}

func nanotime1() int64 {
	return boardNanotime()
}
