module hostless.dev/firmware/hello

go 1.26
