module hostless.dev/firmware/weather-station

go 1.26

require hostless.dev/board v0.1.0

replace hostless.dev/board => ../../../device-drivers/go
