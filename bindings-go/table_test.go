package slipway_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"slipway.io/go"
)

func TestTable(t *testing.T) {
	ctx := context.Background()
	table := openMemory(t).Table("things")
	expectEqual(t, "the name", table.Name(), "things")

	t.Run("should tell absent and empty apart", func(t *testing.T) {
		if _, err := table.Get(ctx, []byte("absent")); err != slipway.ErrNotFound {
			t.Fatal(err)
		}
		mustPut(t, table, "empty", "")
		value, err := table.Get(ctx, []byte("empty"))
		if err != nil || value == nil || len(value) != 0 {
			t.Fatal(value, err)
		}
		for key, expected := range map[string]bool{"absent": false, "empty": true} {
			present, err := table.Exists(ctx, []byte(key))
			if err != nil || present != expected {
				t.Fatal(key, present, err)
			}
		}
	})

	t.Run("should return what was put until it is deleted", func(t *testing.T) {
		// Beside, in, and beyond a slot of the rings.
		for _, size := range []int{1, 400, 447, 448, 449, 512, 4096, 1 << 20, 16 << 20} {
			key, value := []byte("key"), bytes.Repeat([]byte{byte(size), 0, 0xff}, size/3+1)[:size]
			if err := table.Put(ctx, key, value); err != nil {
				t.Fatal(size, err)
			}
			read, err := table.Get(ctx, key)
			if err != nil || !bytes.Equal(read, value) {
				t.Fatal(size, len(read), err)
			}
		}
		for range 2 {
			if err := table.Delete(ctx, []byte("key")); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := table.Get(ctx, []byte("key")); !errors.Is(err, slipway.ErrNotFound) {
			t.Fatal(err)
		}
	})

	t.Run("should leave the caller's slices alone", func(t *testing.T) {
		key, value := []byte("mine"), []byte("before")
		if err := table.Put(ctx, key, value); err != nil {
			t.Fatal(err)
		}
		copy(value, "after!")
		first, _ := table.Get(ctx, key)
		copy(first, "xxxxxx")
		second, err := table.Get(ctx, key)
		if err != nil || string(second) != "before" {
			t.Fatal(string(second), err)
		}
	})

	t.Run("should perform groups", func(t *testing.T) {
		entries := []slipway.Entry{{Key: []byte("a"), Value: []byte("1")}, {Key: []byte("b"), Value: nil}, {Key: []byte("a"), Value: []byte("2")}}
		if err := table.PutMany(ctx, entries, slipway.TTL(time.Hour)); err != nil {
			t.Fatal(err)
		}
		values, err := table.GetMany(ctx, [][]byte{[]byte("a"), []byte("b"), []byte("c"), []byte("a")})
		if err != nil || len(values) != 2 || string(values["a"]) != "2" || values["b"] == nil {
			t.Fatal(values, err)
		}
		if err := table.DeleteMany(ctx, [][]byte{[]byte("a"), []byte("c")}); err != nil {
			t.Fatal(err)
		}
		values, err = table.GetMany(ctx, [][]byte{[]byte("a"), []byte("b")})
		if err != nil || len(values) != 1 {
			t.Fatal(values, err)
		}
		if values, err = table.GetMany(ctx, nil); err != nil || len(values) != 0 {
			t.Fatal(values, err)
		}
	})

	t.Run("should expire values", func(t *testing.T) {
		options := map[string]slipway.PutOption{"ttl": slipway.TTL(time.Second), "instant": slipway.ExpiresAt(time.Now().Add(2 * time.Second))}
		for key, option := range options {
			if err := table.Put(ctx, []byte(key), []byte("v"), option); err != nil {
				t.Fatal(err)
			}
			if _, err := table.Get(ctx, []byte(key)); err != nil {
				t.Fatal(err)
			}
		}
		for key := range options {
			for err := error(nil); err != slipway.ErrNotFound; _, err = table.Get(ctx, []byte(key)) {
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func TestTableErrors(t *testing.T) {
	ctx := context.Background()
	client := openMemory(t)
	table, key := client.Table("things"), []byte("key")
	many := make([][]byte, 10_001)
	for i := range many {
		many[i] = keyOf(i)
	}
	get := func(table *slipway.Table, key []byte) error {
		_, err := table.Get(ctx, key)
		return err
	}
	page := func(r slipway.Range, from slipway.Token) error {
		_, err := table.ScanPage(ctx, r, from)
		return err
	}
	splits := func(n int) error {
		_, err := table.Splits(ctx, n)
		return err
	}
	_, getMany := table.GetMany(ctx, many)
	_, getManyEmpty := table.GetMany(ctx, [][]byte{key, nil})
	cases := []struct {
		name string
		err  error
		code slipway.Code
	}{
		{"no key", get(table, nil), slipway.ErrKeySize},
		{"a long key", get(table, make([]byte, 65_536)), slipway.ErrKeySize},
		{"no key among many", getManyEmpty, slipway.ErrKeySize},
		{"a large value", table.Put(ctx, key, make([]byte, 16<<20+1)), slipway.ErrValueSize},
		{"a malformed table", get(client.Table("Things"), key), slipway.ErrTableName},
		{"a table with a zero byte", get(client.Table("a\x00b"), key), slipway.ErrArgument},
		{"no table", get(client.Table(""), key), slipway.ErrTableName},
		{"no time to live", table.Put(ctx, key, nil, slipway.TTL(0)), slipway.ErrTTLRange},
		{"a short time to live", table.Put(ctx, key, nil, slipway.TTL(time.Millisecond)), slipway.ErrTTLRange},
		{"a short time to live of many", table.PutMany(ctx, []slipway.Entry{{Key: key}}, slipway.TTL(0)), slipway.ErrTTLRange},
		{"an expiry in the past", table.Put(ctx, key, nil, slipway.ExpiresAt(time.Now().Add(-time.Hour))), slipway.ErrTTLRange},
		{"many keys", getMany, slipway.ErrCallSize},
		{"many deletes", table.DeleteMany(ctx, many), slipway.ErrCallSize},
		{"a negative page", page(slipway.Range{PageSize: -1}, nil), slipway.ErrScanRange},
		{"a large page", page(slipway.Range{PageSize: 1 << 40}, nil), slipway.ErrScanRange},
		{"a range that ends before it begins", page(slipway.Range{From: []byte("b"), To: []byte("a")}, nil), slipway.ErrScanRange},
		{"a token that is none", page(slipway.Range{}, slipway.Token("no token")), slipway.ErrScanToken},
		{"no splits", splits(0), slipway.ErrScanRange},
		{"many splits", splits(1 << 40), slipway.ErrScanRange},
		{"a short timeout", get(table.WithTimeout(0), key), slipway.ErrDeadlineRange},
		{"a long timeout", get(table.WithTimeout(2*time.Hour), key), slipway.ErrDeadlineRange},
	}
	for _, c := range cases {
		t.Run("should refuse "+c.name, func(t *testing.T) { expectCode(t, c.err, c.code) })
	}
	for _, err := range table.Scan(ctx, slipway.Range{PageSize: -1}) {
		expectCode(t, err, slipway.ErrScanRange)
	}
}

func TestBatch(t *testing.T) {
	ctx := context.Background()
	client := openMemory(t)
	orders, stock := client.Table("orders"), client.Table("stock")
	mustPut(t, stock, "apple", "3")

	t.Run("should apply all writes", func(t *testing.T) {
		batch := client.Batch().
			Put(orders, []byte("1"), []byte("old")).
			Put(orders, []byte("1"), []byte("apple"), slipway.TTL(time.Hour)).
			Put(orders, []byte("2"), []byte("pear"), slipway.ExpiresAt(time.Now().Add(time.Hour))).
			Delete(stock, []byte("apple"))
		expectEqual(t, "the length", batch.Len(), 4)
		if err := batch.Commit(ctx); err != nil {
			t.Fatal(err)
		}
		value, err := orders.Get(ctx, []byte("1"))
		if err != nil || string(value) != "apple" {
			t.Fatal(string(value), err)
		}
		if _, err := stock.Get(ctx, []byte("apple")); err != slipway.ErrNotFound {
			t.Fatal(err)
		}
	})

	t.Run("should apply none if one is wrong", func(t *testing.T) {
		err := client.Batch().Put(orders, []byte("3"), []byte("plum")).Put(orders, nil, nil).Commit(ctx)
		expectCode(t, err, slipway.ErrKeySize)
		if _, err := orders.Get(ctx, []byte("3")); err != slipway.ErrNotFound {
			t.Fatal(err)
		}
	})

	t.Run("should refuse what cannot be", func(t *testing.T) {
		large := client.Batch()
		for i := range 1_001 {
			large.Put(orders, keyOf(i), nil)
		}
		expectCode(t, large.Commit(ctx), slipway.ErrBatchSize)
		expectCode(t, client.Batch().Put(orders, []byte("a"), make([]byte, 6<<20)).Commit(ctx), slipway.ErrBatchSize)
		expectCode(t, client.Batch().Delete(client.Table("No"), []byte("a")).Commit(ctx), slipway.ErrTableName)
		expectCode(t, client.Batch().Delete(openMemory(t).Table("orders"), []byte("a")).Commit(ctx), slipway.ErrArgument)
		expectCode(t, client.Batch().Put(orders, []byte("a"), nil, slipway.TTL(0)).Commit(ctx), slipway.ErrTTLRange)
	})

	t.Run("should accept no writes", func(t *testing.T) {
		if err := client.Batch().Commit(ctx); err != nil {
			t.Fatal(err)
		}
	})
}

func TestErrorTexts(t *testing.T) {
	err := error(&slipway.Error{Code: slipway.ErrDeadline, Message: "late"})
	expectEqual(t, "the text", err.Error(), "SLIPWAY-3003 DEADLINE: late")
	expectEqual(t, "a later code", slipway.Code(7777).Error(), "SLIPWAY-7777 UNKNOWN")
	expectEqual(t, "a later code's category", slipway.Code(7777).Category(), slipway.CategoryInternal)
	expectEqual(t, "a category", slipway.CategoryUnknownOutcome.String(), "UNKNOWN_OUTCOME")
	expectEqual(t, "a later category", slipway.Category(70).String(), "CATEGORY_70")
	if !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) || errors.Is(err, slipway.ErrClosed) {
		t.Fatal("matches wrongly")
	}
	for code, expected := range map[slipway.Code][2]bool{
		slipway.ErrKeySize:      {false, false},
		slipway.ErrDeadline:     {true, false},
		slipway.ErrWriteTimeout: {false, true},
	} {
		e := &slipway.Error{Code: code}
		if e.Retryable() != expected[0] || e.MaybeApplied() != expected[1] || e.Category() != code.Category() {
			t.Fatal(code)
		}
		if !strings.HasPrefix(e.Error(), "SLIPWAY-") {
			t.Fatal(e)
		}
	}
}
