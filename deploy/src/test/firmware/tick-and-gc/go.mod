module hostless.dev/firmware/tick-and-gc

go 1.26
