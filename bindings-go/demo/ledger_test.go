package main

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	slipway "slipway.io/go"
)

var (
	lost     = &slipway.Error{Code: slipway.ErrWriteTimeout, Message: "nobody knows"}
	refused  = &slipway.Error{Code: slipway.ErrSourceUnavailable, Message: "never sent"}
	hopeless = &slipway.Error{Code: slipway.ErrKeySize, Message: "never"}
)

func TestLedger(t *testing.T) {
	now := time.Now().Unix()

	t.Run("should allow what was acknowledged alone", func(t *testing.T) {
		l, _ := openLedger(t)
		put(l, "a", "1").answered(true)
		put(l, "a", "2").answered(true)
		expectAllowed(t, l, "a", "2")
		expectAllowed(t, l, "never written", "")
	})

	t.Run("should allow either state after an unknown outcome, and only the former after none", func(t *testing.T) {
		l, _ := openLedger(t)
		put(l, "a", "1").answered(true)
		put(l, "a", "2")
		expectAllowed(t, l, "a", "1", "2")
		put(l, "b", "1").answered(true)
		put(l, "b", "2").answered(false)
		expectAllowed(t, l, "b", "1")
		put(l, "c", "1")
		expectAllowed(t, l, "c", "", "1")
	})

	t.Run("should allow a value to be gone from about its expiry on", func(t *testing.T) {
		l, _ := openLedger(t)
		key := slot{"t", "a"}
		l.begin(key, stateOf([]byte("1"), now+60)).answered(true)
		for second, allowed := range map[int64]bool{now: false, now + 57: false, now + 58: true, now + 600: true} {
			if err := l.check(key, nil, second); (err == nil) != allowed {
				t.Error(second-now, err)
			}
		}
		for second, allowed := range map[int64]bool{now: true, now + 67: true, now + 68: false} {
			if err := l.check(key, []byte("1"), second); (err == nil) != allowed {
				t.Error(second-now, err)
			}
		}
	})

	t.Run("should know behind a kill what it wrote before", func(t *testing.T) {
		l, path := openLedger(t)
		put(l, "acknowledged", "1").answered(true)
		l.begin(slot{"t", "expiring"}, stateOf([]byte("1"), now+60)).answered(true)
		put(l, "refused", "1").answered(false)
		put(l, "lost", "1")
		put(l, "cut off", "1")
		l.journal.Close()
		size := fileSize(t, path)
		if err := os.Truncate(path, size-1); err != nil {
			t.Fatal(err)
		}

		journal, again, err := openJournal(path)
		if err != nil {
			t.Fatal(err)
		}
		defer journal.Close()
		if again.unanswered != 1 || journal.writes != 4 {
			t.Error(again.unanswered, journal.writes)
		}
		expectAllowed(t, again, "acknowledged", "1")
		expectAllowed(t, again, "expiring", "1")
		expectAllowed(t, again, "refused", "")
		expectAllowed(t, again, "lost", "", "1")
		expectAllowed(t, again, "cut off", "")
		put(again, "lost", "2").answered(true)
		expectAllowed(t, again, "lost", "2")
	})
}

func TestWitness(t *testing.T) {
	t.Run("should repeat what may be repeated, and keep in mind what may have been applied", func(t *testing.T) {
		w, l := openWitness(t)
		answers := []error{lost, refused, nil}
		if err := w.write("t", true, []write{{slot: slot{"t", "a"}, value: []byte("1")}}, next(&answers)); err != nil {
			t.Fatal(err)
		}
		expectAllowed(t, l, "a", "1")
		expectTotals(t, w, totals{Operations: 1, Retries: 2})
	})

	t.Run("should give up after three attempts", func(t *testing.T) {
		w, l := openWitness(t)
		answers := []error{lost, refused, refused, nil}
		err := w.write("t", true, []write{{slot: slot{"t", "a"}, value: []byte("1")}}, next(&answers))
		if !errors.Is(err, errFailed) {
			t.Fatal(err)
		}
		expectAllowed(t, l, "a", "", "1")
		expectTotals(t, w, totals{Operations: 1, Failed: 1, Retries: 2})
	})

	t.Run("should not repeat what never succeeds", func(t *testing.T) {
		w, l := openWitness(t)
		answers := []error{hopeless, nil}
		err := w.write("t", true, []write{{slot: slot{"t", "a"}, value: []byte("1")}}, next(&answers))
		if !errors.Is(err, errFailed) {
			t.Fatal(err)
		}
		expectAllowed(t, l, "a", "")
		expectTotals(t, w, totals{Operations: 1, Failed: 1})
	})

	t.Run("should take a part of several writes as possible if they are not atomic", func(t *testing.T) {
		w, l := openWitness(t)
		answers := []error{hopeless}
		writes := []write{{slot: slot{"t", "a"}, value: []byte("1")}, {slot: slot{"t", "b"}, value: []byte("1")}}
		if err := w.write("t", false, writes, next(&answers)); !errors.Is(err, errFailed) {
			t.Fatal(err)
		}
		expectAllowed(t, l, "a", "", "1")
		expectAllowed(t, l, "b", "", "1")
	})
}

func openLedger(t *testing.T) (*ledger, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal")
	journal, l, err := openJournal(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { journal.Close() })
	return l, path
}

func openWitness(t *testing.T) (*witness, *ledger) {
	t.Helper()
	l, _ := openLedger(t)
	return &witness{ledger: l, tally: newTally(func(string) {})}, l
}

func next(answers *[]error) func() error {
	return func() error {
		answer := (*answers)[0]
		*answers = (*answers)[1:]
		return answer
	}
}

func put(l *ledger, key, value string) *pending {
	return l.begin(slot{"t", key}, stateOf([]byte(value), forEver))
}

// expectAllowed is given all the values that a reader may see, "" for none.
func expectAllowed(t *testing.T, l *ledger, key string, allowed ...string) {
	t.Helper()
	for _, value := range []string{"", "1", "2"} {
		var seen []byte
		if value != "" {
			seen = []byte(value)
		}
		expected := false
		for _, one := range allowed {
			expected = expected || one == value
		}
		if err := l.check(slot{"t", key}, seen, time.Now().Unix()); (err == nil) != expected {
			t.Errorf("key %q, value %q: %v", key, value, err)
		}
	}
}

func expectTotals(t *testing.T, w *witness, expected totals) {
	t.Helper()
	if counted, _ := w.tally.numbers(); counted != expected {
		t.Errorf("%+v, expected %+v", counted, expected)
	}
}

func fileSize(t *testing.T, path string) int64 {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}
