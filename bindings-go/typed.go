package slipway

import (
	"context"
	"iter"

	"google.golang.org/protobuf/proto"
)

// Typed is a view of a table whose values are messages of one type: it packs them on their way in and parses them on their way out. A stored value
// that is no such message is [ErrValueNotParseable]; the table itself gives its bytes.
type Typed[M proto.Message] struct{ table *Table }

// TypedEntry is a key and its message.
type TypedEntry[M proto.Message] struct {
	Key     []byte
	Message M
}

// TypedTable makes the view: slipway.TypedTable[*pb.User](client.Table("users")).
func TypedTable[M proto.Message](table *Table) Typed[M] { return Typed[M]{table} }

// Table returns the table beneath.
func (t Typed[M]) Table() *Table { return t.table }

// Get returns the message of a key, or [ErrNotFound].
func (t Typed[M]) Get(ctx context.Context, key []byte) (M, error) {
	var none M
	value, err := t.table.Get(ctx, key)
	if err != nil {
		return none, err
	}
	return t.parse(value)
}

// GetMany returns the messages of those keys that are present, by key.
func (t Typed[M]) GetMany(ctx context.Context, keys [][]byte) (map[string]M, error) {
	values, err := t.table.GetMany(ctx, keys)
	if err != nil {
		return nil, err
	}
	messages := make(map[string]M, len(values))
	for key, value := range values {
		if messages[key], err = t.parse(value); err != nil {
			return nil, err
		}
	}
	return messages, nil
}

// Put sets a key to a message.
func (t Typed[M]) Put(ctx context.Context, key []byte, message M, options ...PutOption) error {
	value, err := t.pack(message)
	if err != nil {
		return err
	}
	return t.table.Put(ctx, key, value, options...)
}

// PutMany puts every entry, as [Table.PutMany] does.
func (t Typed[M]) PutMany(ctx context.Context, entries []TypedEntry[M], options ...PutOption) error {
	packed := make([]Entry, len(entries))
	for i, entry := range entries {
		value, err := t.pack(entry.Message)
		if err != nil {
			return err
		}
		packed[i] = Entry{Key: entry.Key, Value: value}
	}
	return t.table.PutMany(ctx, packed, options...)
}

// Scan visits the messages of a range, as [Table.Scan] does.
func (t Typed[M]) Scan(ctx context.Context, r Range) iter.Seq2[TypedEntry[M], error] {
	return t.parseAll(t.table.Scan(ctx, r))
}

// ScanAll visits all messages, as [Table.ScanAll] does.
func (t Typed[M]) ScanAll(ctx context.Context, from Token) iter.Seq2[TypedEntry[M], error] {
	return t.parseAll(t.table.ScanAll(ctx, from))
}

func (t Typed[M]) parseAll(entries iter.Seq2[Entry, error]) iter.Seq2[TypedEntry[M], error] {
	return func(yield func(TypedEntry[M], error) bool) {
		for entry, err := range entries {
			typed := TypedEntry[M]{Key: entry.Key}
			if err == nil {
				typed.Message, err = t.parse(entry.Value)
			}
			if !yield(typed, err) || err != nil {
				return
			}
		}
	}
}

func (t Typed[M]) parse(value []byte) (M, error) {
	var none M
	message := none.ProtoReflect().New().Interface()
	if err := proto.Unmarshal(value, message); err != nil {
		return none, newError(ErrValueNotParseable, "a value of table %s is no %s: %v", t.table.name, message.ProtoReflect().Descriptor().FullName(), err)
	}
	return message.(M), nil
}

func (t Typed[M]) pack(message M) ([]byte, error) {
	value, err := proto.Marshal(message)
	if err != nil {
		return nil, newError(ErrArgument, "a message for table %s cannot be encoded: %v", t.table.name, err)
	}
	return value, nil
}
