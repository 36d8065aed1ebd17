module example.com/hosted

go 1.26
