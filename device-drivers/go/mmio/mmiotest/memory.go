// Package mmiotest has a bus for tests of drivers.
package mmiotest

import (
	"fmt"
	"sync"
	"sync/atomic"
)

// Memory is a bus whose registers keep what is written, apart from those that a test has given a
// behaviour of their own. The zero Memory is empty and ready to use; it may be used by several
// goroutines.
type Memory struct {
	mu        sync.Mutex
	registers map[uint32]*register
	log       []string

	controller atomic.Pointer[Controller]
}

type register struct {
	value   uint32
	onRead  func() uint32
	onWrite func(uint32)
}

// logLimit bounds what [Memory.Log] keeps.
const logLimit = 10_000

func (m *Memory) at(address uint32) *register {
	if m.registers == nil {
		m.registers = make(map[uint32]*register)
	}
	found := m.registers[address]
	if found == nil {
		found = &register{}
		m.registers[address] = found
	}
	return found
}

// Put sets what a register holds, without its behaviour.
func (m *Memory) Put(address, value uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at(address).value = value
}

// Get tells what a register holds, without its behaviour.
func (m *Memory) Get(address uint32) uint32 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.at(address).value
}

// OnRead has reads of a register answered by a function.
func (m *Memory) OnRead(address uint32, read func() uint32) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at(address).onRead = read
}

// OnWrite has a function called after each write of a register.
func (m *Memory) OnWrite(address uint32, written func(value uint32)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.at(address).onWrite = written
}

// Read32 is a driver's read.
func (m *Memory) Read32(address uint32) uint32 {
	m.mu.Lock()
	found := m.at(address)
	value, read := found.value, found.onRead
	m.mu.Unlock()
	if read != nil {
		return read()
	}
	return value
}

// Write32 is a driver's write.
func (m *Memory) Write32(address, value uint32) {
	m.mu.Lock()
	found := m.at(address)
	found.value = value
	written := found.onWrite
	if len(m.log) < logLimit {
		m.log = append(m.log, fmt.Sprintf("%#x=%#x", address, value))
	}
	m.mu.Unlock()
	if written != nil {
		written(value)
	}
}

// TakeInterrupts asks the controller, if there is one.
func (m *Memory) TakeInterrupts(lines uint32) uint32 {
	if c := m.controller.Load(); c != nil {
		return c.take(lines)
	}
	return 0
}

// Log lists the writes so far, as address=value, and forgets them. It keeps 10,000.
func (m *Memory) Log() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	log := m.log
	m.log = nil
	return log
}
