module hostless/costs

go 1.26
