package main

import (
	"errors"
	"log"
	"sync"
	"sync/atomic"
	"time"

	slipway "slipway.io/go"
)

// attemptsMax is that of the services in Java. Every operation may be repeated: the lane is its keys' only writer.
const attemptsMax = 3

// errFailed stands for an operation that was counted as failed.
var errFailed = errors.New("the operation failed")

// witness watches the operations of one lane: it measures them from the moment at which they were due, repeats those that may be repeated, and keeps
// the ledger.
type witness struct {
	ledger *ledger
	tally  *tally
	due    time.Time
}

// write is a value that a call puts, for ever or for a time, or, if there is none, a key that it removes.
type write struct {
	slot  slot
	value []byte
	ttl   time.Duration
}

func (w write) after() state {
	switch {
	case w.value == nil:
		return absent
	case w.ttl == 0:
		return stateOf(w.value, forEver)
	default:
		return stateOf(w.value, time.Now().Add(w.ttl+time.Second-1).Unix())
	}
}

func (w *witness) read(table string, call func() error) error {
	return w.attempt(table, nil, true, call)
}

// write is given what the call writes, and whether a failure that says "not applied" holds for all of it.
func (w *witness) write(table string, atomic bool, writes []write, call func() error) error {
	return w.attempt(table, writes, atomic, call)
}

// attempt answers nil, ErrNotFound, or errFailed.
func (w *witness) attempt(table string, writes []write, atomic bool, call func() error) error {
	start := w.due
	if start.IsZero() {
		start = time.Now()
	}
	w.due = time.Time{}
	for attempt := 1; ; attempt++ {
		var sent []*pending
		for _, write := range writes {
			sent = append(sent, w.ledger.begin(write.slot, write.after()))
		}
		w.tally.sent(len(sent))
		err := call()
		w.tally.returned(len(sent))
		if err == nil || err == slipway.ErrNotFound {
			answerAll(sent, true)
			w.tally.answered(time.Since(start))
			return err
		}
		var failure *slipway.Error
		known := errors.As(err, &failure)
		if atomic && known && !failure.MaybeApplied() {
			answerAll(sent, false)
		}
		if attempt == attemptsMax || !known || !(failure.Retryable() || failure.MaybeApplied()) {
			w.tally.answered(time.Since(start))
			w.tally.failed(table, err)
			return errFailed
		}
		w.tally.retried(table, err)
	}
}

func answerAll(sent []*pending, applied bool) {
	for _, pending := range sent {
		pending.answered(applied)
	}
}

// lane is one of the service's callers. It takes a step at fixed times, whatever the steps before took: those that are late are taken at once and
// measured from the time at which they were due, so that a stall shows in full.
type lane struct {
	witness  *witness
	tally    *tally
	step     func() error
	interval time.Duration
	first    time.Time
}

func (l *lane) run(stopped *atomic.Bool) {
	for due := l.first; ; due = due.Add(l.interval) {
		time.Sleep(time.Until(due))
		if stopped.Load() {
			return
		}
		l.witness.due = due
		if err := l.step(); err != nil && !errors.Is(err, errFailed) {
			l.tally.wrongAnswer(err)
		}
	}
}

// tally counts what happened.
type tally struct {
	trouble          func(what string)
	calls            atomic.Int64
	writes           atomic.Int64
	mutex            sync.Mutex
	counted          totals
	router           routerCounts
	latenciesCounted map[int64]int64
}

func newTally(trouble func(what string)) *tally {
	return &tally{trouble: trouble, latenciesCounted: make(map[int64]int64)}
}

func (t *tally) sent(writes int) {
	t.calls.Add(1)
	t.writes.Add(int64(writes))
}

func (t *tally) returned(writes int) {
	t.calls.Add(-1)
	t.writes.Add(-int64(writes))
}

func (t *tally) underWay() (calls, writes int64) { return t.calls.Load(), t.writes.Load() }

func (t *tally) answered(latency time.Duration) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.counted.Operations++
	t.latenciesCounted[threeDigits(latency.Microseconds())]++
}

func (t *tally) failed(table string, err error) {
	t.count(func(c *totals) { c.Failed++ })
	t.trouble("an operation on table " + table + " failed: " + err.Error())
}

func (t *tally) retried(table string, err error) {
	t.count(func(c *totals) { c.Retries++ })
	log.Printf("an operation on table %s is tried again: %v", table, err)
}

func (t *tally) wrongAnswer(err error) {
	t.count(func(c *totals) { c.WrongAnswers++ })
	t.trouble("wrong answer: " + err.Error())
}

func (t *tally) count(change func(*totals)) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	change(&t.counted)
}

func (t *tally) routerCounted(counts routerCounts) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.router = counts
}

// numbers answers what the lanes and the router have counted, and how many operations took so many microseconds.
func (t *tally) numbers() (totals, map[int64]int64) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	all := t.counted
	all.Retries += t.router.retries
	all.Comparisons, all.Mismatches, all.Recovered = t.router.comparisons, t.router.mismatches, t.router.recovered
	latencies := make(map[int64]int64, len(t.latenciesCounted))
	for latency, count := range t.latenciesCounted {
		latencies[latency] = count
	}
	return all, latencies
}

// threeDigits cuts a number to its first three digits, so that there are few different ones.
func threeDigits(number int64) int64 {
	unit := int64(1)
	for number/unit >= 1000 {
		unit *= 10
	}
	return number / unit * unit
}
