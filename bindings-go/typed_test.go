package slipway_test

import (
	"context"
	"fmt"
	"testing"

	"google.golang.org/protobuf/types/known/wrapperspb"

	"slipway.io/go"
)

func TestTyped(t *testing.T) {
	ctx := context.Background()
	table := openMemory(t).Table("names")
	names := slipway.TypedTable[*wrapperspb.StringValue](table)
	expectEqual(t, "the table beneath", names.Table(), table)
	var entries []slipway.TypedEntry[*wrapperspb.StringValue]
	for i := range 10 {
		entries = append(entries, slipway.TypedEntry[*wrapperspb.StringValue]{Key: keyOf(i), Message: wrapperspb.String(fmt.Sprint(i))})
	}
	if err := names.PutMany(ctx, entries); err != nil {
		t.Fatal(err)
	}

	t.Run("should parse what was packed", func(t *testing.T) {
		name, err := names.Get(ctx, keyOf(3))
		if err != nil || name.GetValue() != "3" {
			t.Fatal(name, err)
		}
		many, err := names.GetMany(ctx, [][]byte{keyOf(1), keyOf(99)})
		if err != nil || len(many) != 1 || many[string(keyOf(1))].GetValue() != "1" {
			t.Fatal(many, err)
		}
		for _, scan := range []func(func(slipway.TypedEntry[*wrapperspb.StringValue], error) bool){
			names.Scan(ctx, slipway.Range{PageSize: 4}), names.ScanAll(ctx, nil),
		} {
			sum := 0
			for entry, err := range scan {
				if err != nil || string(entry.Key) == "" {
					t.Fatal(entry, err)
				}
				sum += int(entry.Message.GetValue()[0] - '0')
			}
			expectEqual(t, "the sum", sum, 45)
		}
	})

	t.Run("should pass on what the table says", func(t *testing.T) {
		if name, err := names.Get(ctx, []byte("nobody")); err != slipway.ErrNotFound || name != nil {
			t.Fatal(name, err)
		}
		expectCode(t, names.Put(ctx, nil, wrapperspb.String("x")), slipway.ErrKeySize)
	})

	t.Run("should say what cannot be parsed or packed", func(t *testing.T) {
		mustPut(t, table, "key-9", "no message")
		_, err := names.Get(ctx, []byte("key-9"))
		expectCode(t, err, slipway.ErrValueNotParseable)
		_, err = names.GetMany(ctx, [][]byte{[]byte("key-9")})
		expectCode(t, err, slipway.ErrValueNotParseable)
		var last error
		for _, err := range names.Scan(ctx, slipway.Range{}) {
			last = err
		}
		expectCode(t, last, slipway.ErrValueNotParseable)
		expectCode(t, names.Put(ctx, []byte("x"), wrapperspb.String("\xff")), slipway.ErrArgument)
	})
}
