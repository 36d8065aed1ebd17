module interrupts

go 1.26
