package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"regexp"
	"strings"
	"time"

	"slipway.io/go"
)

// steps runs steps on a store.
type steps struct{ client *slipway.Client }

// run answers what the log says of a step, without its number.
func (s steps) run(step string) string {
	answer, err := s.answer(context.Background(), wordsOf(step))
	var failure *slipway.Error
	switch {
	case errors.As(err, &failure):
		return fmt.Sprintf("error %d %s %v retryable=%d maybe_applied=%d",
			int(failure.Code), failure.Code.String(), failure.Category(), digit(failure.Retryable()), digit(failure.MaybeApplied()))
	case err != nil:
		log.Fatalf("%s: %v", step, err)
	}
	return answer
}

func digit(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (s steps) answer(ctx context.Context, w words) (string, error) {
	switch w.verb {
	case "close":
		return "ok", s.client.Close()
	case "batch":
		return "ok", s.batch(w.plain).Commit(ctx)
	}
	table := s.client.Table(w.word(0))
	if w.has("timeout") {
		table = table.WithTimeout(time.Duration(w.number("timeout")) * time.Microsecond)
	}
	switch w.verb {
	case "get":
		return get(ctx, table, w)
	case "exists":
		present, err := table.Exists(ctx, w.bytes(1))
		return map[bool]string{false: "absent", true: "present"}[present], err
	case "put":
		return "ok", table.Put(ctx, w.bytes(1), w.bytes(2), w.options()...)
	case "delete":
		return "ok", table.Delete(ctx, w.bytes(1))
	case "getmany":
		return getMany(ctx, table, w)
	case "putmany":
		return "ok", table.PutMany(ctx, w.entries(), w.options()...)
	case "deletemany":
		return "ok", table.DeleteMany(ctx, w.keys())
	case "scan":
		return scan(ctx, table, w)
	case "scanall":
		return scanAll(ctx, table, w)
	}
	return "", errors.New("no such step")
}

func get(ctx context.Context, table *slipway.Table, w words) (string, error) {
	value, err := table.Get(ctx, w.bytes(1))
	if errors.Is(err, slipway.ErrNotFound) {
		return "absent", nil
	}
	return "value " + logged(value), err
}

func getMany(ctx context.Context, table *slipway.Table, w words) (string, error) {
	keys := w.keys()
	values, err := table.GetMany(ctx, keys)
	var answer strings.Builder
	answer.WriteString("values")
	for i, key := range keys {
		if value, found := values[string(key)]; found {
			fmt.Fprintf(&answer, " %d=%s", i, logged(value))
		}
	}
	return answer.String(), err
}

func scan(ctx context.Context, table *slipway.Table, w words) (string, error) {
	r := slipway.Range{Prefix: w.namedBytes("prefix"), From: w.namedBytes("from"), To: w.namedBytes("to"), PageSize: w.limit()}
	next := slipway.Token(w.namedBytes("token"))
	var answer strings.Builder
	answer.WriteString("entries")
	for left := w.number("pages"); left > 0; left-- {
		page, err := table.ScanPage(ctx, r, next)
		if err != nil {
			return "", err
		}
		for _, entry := range page.Entries {
			fmt.Fprintf(&answer, " %s=%s", logged(entry.Key), logged(entry.Value))
		}
		if page.Next == nil {
			return answer.String() + " end", nil
		}
		next = page.Next
	}
	return answer.String() + " more", nil
}

func scanAll(ctx context.Context, table *slipway.Table, w words) (string, error) {
	starts := []slipway.Token{nil}
	if w.has("splits") {
		var err error
		if starts, err = table.Splits(ctx, int(w.number("splits"))); err != nil {
			return "", err
		}
	}
	entries := make(map[string][]byte)
	for _, start := range starts {
		for next, more := start, true; more; more = next != nil {
			page, err := table.ScanAllPage(ctx, next, w.limit())
			if err != nil {
				return "", err
			}
			for _, entry := range page.Entries {
				entries[string(entry.Key)] = entry.Value
			}
			next = page.Next
		}
	}
	return loggedTable(entries), nil
}

// Parts end at colons, but for the one inside r1000:61.
var batchWrite = regexp.MustCompile(`^(put|delete):([^:]*):((?:r\d+:)?[^:]*)(?::((?:r\d+:)?[^:]*))?(?::(-?\d+))?$`)

func (s steps) batch(writes []string) *slipway.Batch {
	batch := s.client.Batch()
	for _, write := range writes {
		parts := batchWrite.FindStringSubmatch(write)
		if parts == nil {
			log.Fatalf("no write: %s", write)
		}
		table, key := s.client.Table(parts[2]), must(parseBytes(parts[3]))
		switch {
		case parts[1] == "delete":
			batch.Delete(table, key)
		case parts[5] == "":
			batch.Put(table, key, must(parseBytes(parts[4])))
		default:
			ttl := must(time.ParseDuration(parts[5] + "ms"))
			batch.Put(table, key, must(parseBytes(parts[4])), slipway.TTL(ttl))
		}
	}
	return batch
}
