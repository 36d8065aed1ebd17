module hostless.dev/board

go 1.21
