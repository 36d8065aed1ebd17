module hostless.dev/truth

go 1.26
