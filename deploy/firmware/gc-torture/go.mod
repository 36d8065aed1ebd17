module hostless.dev/firmware/gc-torture

go 1.26
