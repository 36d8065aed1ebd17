module hostless.dev/firmware/weather-station

go 1.26
