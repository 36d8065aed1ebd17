module hostless.dev/gorandom

go 1.26
