package slipway_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"slipway.io/go"
)

// fill puts n entries, and returns their keys in order.
func fill(t *testing.T, table *slipway.Table, n int) []string {
	t.Helper()
	entries := make([]slipway.Entry, n)
	keys := make([]string, n)
	for i := range entries {
		keys[i] = string(keyOf(i))
		entries[i] = slipway.Entry{Key: keyOf(i), Value: fmt.Appendf(nil, "value-%d", i)}
	}
	if err := table.PutMany(context.Background(), entries); err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestScan(t *testing.T) {
	ctx := context.Background()
	table := openMemory(t).Table("things")
	keys := fill(t, table, 2_500)
	between := func(from, to string) []string {
		return slices.DeleteFunc(slices.Clone(keys), func(key string) bool { return key < from || (to != "" && key >= to) })
	}
	cases := []struct {
		name     string
		r        slipway.Range
		expected []string
	}{
		{"everything", slipway.Range{}, keys},
		{"everything in small pages", slipway.Range{PageSize: 7}, keys},
		{"an empty prefix", slipway.Range{Prefix: []byte{}}, keys},
		{"a prefix", slipway.Range{Prefix: []byte("key-0012")}, between("key-0012", "key-0013")},
		{"from a key", slipway.Range{From: []byte("key-002400")}, between("key-002400", "")},
		{"up to a key", slipway.Range{To: []byte("key-000010"), PageSize: 10}, between("", "key-000010")},
		{"between keys", slipway.Range{From: []byte("key-000500"), To: []byte("key-000600"), PageSize: 33}, between("key-000500", "key-000600")},
		{"nothing", slipway.Range{Prefix: []byte("other")}, nil},
	}
	for _, c := range cases {
		t.Run("should visit "+c.name, func(t *testing.T) {
			var visited []string
			for entry, err := range table.Scan(ctx, c.r) {
				if err != nil {
					t.Fatal(err)
				}
				if !strings.HasPrefix(string(entry.Value), "value-") {
					t.Fatalf("%q has the value %q", entry.Key, entry.Value)
				}
				visited = append(visited, string(entry.Key))
			}
			if !slices.Equal(visited, c.expected) {
				t.Fatalf("%d keys, not %d", len(visited), len(c.expected))
			}
		})
	}

	t.Run("should stop when the loop does", func(t *testing.T) {
		count := 0
		for range table.Scan(ctx, slipway.Range{}) {
			if count++; count == 3 {
				break
			}
		}
		expectEqual(t, "the count", count, 3)
	})

	t.Run("should end with the context's error", func(t *testing.T) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		var last error
		count := 0
		for _, err := range table.Scan(ctx, slipway.Range{PageSize: 10}) {
			if last = err; err == nil {
				count++
				cancel()
			}
		}
		expectEqual(t, "the entries of the first page", count, 10)
		expectCode(t, last, slipway.ErrCancelled)
	})
}

func TestScanAll(t *testing.T) {
	ctx := context.Background()
	table := openMemory(t).Table("things")
	keys := fill(t, table, 3_000)

	t.Run("should visit the whole table", func(t *testing.T) {
		var visited []string
		for entry, err := range table.ScanAll(ctx, nil) {
			if err != nil {
				t.Fatal(err)
			}
			visited = append(visited, string(entry.Key))
		}
		slices.Sort(visited)
		if !slices.Equal(visited, keys) {
			t.Fatal(len(visited))
		}
	})

	t.Run("should go on from a token that was kept", func(t *testing.T) {
		var visited []string
		for from := slipway.Token(nil); ; {
			page, err := table.ScanAllPage(ctx, from, 70)
			if err != nil || len(page.Entries) > 70 {
				t.Fatal(len(page.Entries), err)
			}
			for _, entry := range page.Entries {
				visited = append(visited, string(entry.Key))
			}
			if page.Next == nil {
				break
			}
			from = slipway.Token(string(page.Next))
		}
		slices.Sort(visited)
		if !slices.Equal(visited, keys) {
			t.Fatal(len(visited))
		}
	})

	t.Run("should cover the table by splits", func(t *testing.T) {
		tokens, err := table.Splits(ctx, 8)
		if err != nil || len(tokens) == 0 {
			t.Fatal(len(tokens), err)
		}
		var mutex sync.Mutex
		var visited []string
		var readers sync.WaitGroup
		for _, token := range tokens {
			readers.Add(1)
			go func() {
				defer readers.Done()
				for entry, err := range table.ScanAll(ctx, token) {
					if err != nil {
						t.Error(err)
						return
					}
					mutex.Lock()
					visited = append(visited, string(entry.Key))
					mutex.Unlock()
				}
			}()
		}
		readers.Wait()
		slices.Sort(visited)
		if !slices.Equal(visited, keys) {
			t.Fatal(len(visited))
		}
	})
}
