//go:build wasip1

package syscall

//go:wasmimport board walltime
func boardWalltime() int64

// Gettimeofday tells the board's wall clock.
func Gettimeofday(tv *Timeval) error {
	tv.setTimestamp(timestamp(boardWalltime()))
	return nil
}

// Accept fails: a board has no sockets.
func Accept(fd int) (int, Sockaddr, error) {
	return 0, nil, ENOSYS
}

// Shutdown fails: a board has no sockets.
func Shutdown(fd int, how int) error {
	return ENOSYS
}
