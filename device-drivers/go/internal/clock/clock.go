// Package clock tells the speed of the board's only clock.
package clock
