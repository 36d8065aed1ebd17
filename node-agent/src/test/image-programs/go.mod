module hostless.dev/images

go 1.26
