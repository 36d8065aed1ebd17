module hostless.dev/benchmark

go 1.26
