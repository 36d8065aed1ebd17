module hostless.dev/gcbenchmark

go 1.26
