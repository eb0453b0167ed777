package main

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// command is one line of the input.
type command struct {
	do         func(s store, i, keys int) error
	operations int
	inFlight   int
	keys       int
}

// works is what operation i does, by the name of the work.
var works = map[string]func(s store, i, keys int) error{
	"fill": func(s store, i, _ int) error { return s.put(keyOf(i), valueOf(i)) },
	"put": func(s store, i, keys int) error {
		number := spread(i, keys)
		return s.put(keyOf(number), valueOf(number))
	},
	"get": func(s store, i, keys int) error { return expectValue(s, keyOf(spread(i, keys))) },
	// The echo store answers with the key.
	"echo": func(s store, _, _ int) error { return expectValue(s, echoed) },
}

var echoed = valueOf(0)

func expectValue(s store, key []byte) error {
	value, err := s.get(key)
	if err == nil && len(value) != valueBytes {
		err = fmt.Errorf("a get answered %d bytes instead of %d", len(value), valueBytes)
	}
	return err
}

func parseCommand(line string) (command, error) {
	words := strings.Fields(line)
	if len(words) != 4 || works[words[0]] == nil {
		return command{}, fmt.Errorf("no command: %q", line)
	}
	var numbers [3]int
	for i := range numbers {
		number, err := strconv.Atoi(words[i+1])
		if err != nil || number < 1 {
			return command{}, fmt.Errorf("no number of operations, in flight, or keys: %q", words[i+1])
		}
		numbers[i] = number
	}
	return command{do: works[words[0]], operations: numbers[0], inFlight: numbers[1], keys: numbers[2]}, nil
}

// measure does all operations by as many goroutines as are to be in flight.
func (c command) measure(s store) (measurement, error) {
	s.expect(c.inFlight)
	samples := make([]uint32, c.operations)
	var next atomic.Int64
	ends := make(chan error, c.inFlight)
	cpu, begun := cpuTime(), time.Now()
	for range c.inFlight {
		go func() { ends <- c.work(s, &next, samples) }()
	}
	var failure error
	for range c.inFlight {
		if err := <-ends; err != nil {
			failure = err
		}
	}
	if failure != nil {
		return measurement{}, failure
	}
	return summarize(samples, time.Since(begun), cpuTime()-cpu)
}

// work takes operations, one after another, until none is left. A failure leaves none to the others.
func (c command) work(s store, next *atomic.Int64, samples []uint32) error {
	begun := time.Now()
	for {
		i := int(next.Add(1) - 1)
		if i >= c.operations {
			return nil
		}
		if err := c.do(s, i, c.keys); err != nil {
			next.Store(int64(c.operations))
			return err
		}
		ended := time.Now()
		samples[i] = uint32(ended.Sub(begun) / sampleUnit)
		begun = ended
	}
}
