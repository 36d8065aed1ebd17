module hostless.test/stacks

go 1.26
