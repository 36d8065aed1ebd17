// Package boardtest has the tests of the drivers on a board: "hostless go test ./..." runs them.
package boardtest
