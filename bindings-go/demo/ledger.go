package main

import (
	"crypto/sha256"
	"fmt"
	"math"
	"slices"
	"sync"
)

const (
	// earlyMax is how many seconds sooner than asked for a value may be gone: seconds are rounded, here and at the stores.
	earlyMax = 2
	// lateMax is how much longer it may live: a server counts a time to live from the write's arrival, which may take its whole timeout of 5 s.
	lateMax = earlyMax + 5

	forEver = math.MaxInt64
)

// state is one that a key may be in: absent, or a value up to an expiry.
type state struct {
	present bool
	// SHA-256 of the value, which stands for it byte for byte.
	digest [sha256.Size]byte
	// Seconds since 1970.
	expiry int64
}

var absent = state{expiry: forEver}

func stateOf(value []byte, expiry int64) state {
	return state{present: true, digest: sha256.Sum256(value), expiry: expiry}
}

// looksLike reports whether the state is what a reader sees at some moment close to second; value is nil if the reader saw none.
func (s state) looksLike(value []byte, second int64) bool {
	switch {
	case !s.present:
		return value == nil
	case value == nil:
		return s.expiry <= second+earlyMax
	default:
		return s.expiry >= second-lateMax && s.digest == sha256.Sum256(value)
	}
}

// slot is a key of a table.
type slot struct{ table, key string }

// ledger is the oracle: for every key of this service the states that it may have, given what was acknowledged. It is safe for many
// goroutines, but each key belongs to one at a time.
type ledger struct {
	mutex   sync.Mutex
	states  map[slot][]state
	journal *journal
	// Keys whose latest write had no answer when the journal was opened.
	unanswered int
}

// pending is a write that was sent and has no answer.
type pending struct {
	ledger *ledger
	slot   slot
	before []state
	after  state
	number uint64
}

// begin notes a write that is about to be sent. Unless it is answered, the key may be in the state before or after.
func (l *ledger) begin(s slot, after state) *pending {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	p := l.open(s, after)
	p.number = l.journal.begun(s, after)
	return p
}

func (l *ledger) open(s slot, after state) *pending {
	before := l.expected(s)
	if !slices.Contains(before, after) {
		l.states[s] = append(slices.Clone(before), after)
	}
	return &pending{ledger: l, slot: s, before: before, after: after}
}

// answered says that the store has the write, or never will.
func (p *pending) answered(applied bool) {
	p.ledger.mutex.Lock()
	defer p.ledger.mutex.Unlock()
	p.settle(applied)
	p.ledger.journal.answered(p.number, applied)
}

func (p *pending) settle(applied bool) {
	if applied {
		p.ledger.states[p.slot] = []state{p.after}
	} else {
		p.ledger.states[p.slot] = p.before
	}
}

// check answers an error if no state of the key looks like what a reader saw; value is nil if it saw none.
func (l *ledger) check(s slot, value []byte, second int64) error {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	expected := l.expected(s)
	if slices.ContainsFunc(expected, func(one state) bool { return one.looksLike(value, second) }) {
		return nil
	}
	seen := "is absent"
	if value != nil {
		seen = fmt.Sprintf("has %d bytes", len(value))
	}
	return fmt.Errorf("a key of this service in table %s %s, which is none of its %d possible states", s.table, seen, len(expected))
}

func (l *ledger) expected(s slot) []state {
	if states, ok := l.states[s]; ok {
		return states
	}
	return []state{absent}
}
