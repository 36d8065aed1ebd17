module hostless.dev/firmware/motor-2khz

go 1.26

require hostless.dev/board v0.1.0

replace hostless.dev/board => ../../../device-drivers/go
