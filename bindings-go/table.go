package slipway

import (
	"context"
	"encoding/binary"
	"time"

	"slipway.io/go/internal/native"
	"slipway.io/go/internal/slipwayv1"
)

// Table is a named key space: keys of 1 to 65,535 bytes (or the layout's smaller bound), values up to the table's limit.
//
// It is safe for use by many goroutines. Operations on one key, each started after the former returned, take effect in that order. Key and value
// slices belong to the caller again when a method returns; slices that a method returns are the caller's own.
type Table struct {
	client *Client
	name   string
	number uint32
	err    error
	// The bound on every operation; 0: as configured.
	timeout time.Duration
}

// Entry is a key and its value.
type Entry struct {
	Key   []byte
	Value []byte
}

// Name returns the table's name.
func (t *Table) Name() string { return t.name }

// WithTimeout returns a view of the table whose operations must be answered within d (1 ms to 1 h), or until the context's deadline if
// that is earlier.
func (t *Table) WithTimeout(d time.Duration) *Table {
	view := *t
	view.timeout = max(d, 1)
	return &view
}

// Get returns the value of a key, or [ErrNotFound]. A value of no bytes is an empty slice.
func (t *Table) Get(ctx context.Context, key []byte) ([]byte, error) {
	answer, err := t.do(ctx, native.Request{Op: native.OpGet, Key: key})
	if err != nil {
		return nil, err
	}
	if answer.Flags&native.FlagAbsent != 0 {
		return nil, ErrNotFound
	}
	return answer.Payload, nil
}

// Exists reports whether a key has a value.
func (t *Table) Exists(ctx context.Context, key []byte) (bool, error) {
	answer, err := t.do(ctx, native.Request{Op: native.OpExists, Key: key})
	return err == nil && answer.Flags&native.FlagAbsent == 0, err
}

// Put sets a key to a value, which never expires unless an option says so; an earlier value's expiry is gone.
func (t *Table) Put(ctx context.Context, key, value []byte, options ...PutOption) error {
	request := native.Request{Op: native.OpPut, Key: key, Payload: value}
	switch e := expiryOf(options); e.kind {
	case expiresNever:
	case expiresAfter:
		// Zero would be for ever; the store refuses any other length below a second as it would refuse this one.
		request.Arg = e.millis
		if e.millis == 0 {
			request.Arg = -1
		}
	case expiresAt:
		request.Arg = e.millis
		request.Flags = native.FlagExpiresAt
	}
	_, err := t.do(ctx, request)
	return err
}

// Delete removes a key; it is no error if the key has no value.
func (t *Table) Delete(ctx context.Context, key []byte) error {
	_, err := t.do(ctx, native.Request{Op: native.OpDelete, Key: key})
	return err
}

// GetMany returns the values of those keys (at most 10,000) that are present, by key. It is no snapshot: keys are read one by one.
func (t *Table) GetMany(ctx context.Context, keys [][]byte) (map[string][]byte, error) {
	answer, err := t.do(ctx, native.Request{Op: native.OpGetMany, Payload: encodeKeys(keys)})
	if err != nil {
		return nil, err
	}
	return decodeValues(keys, answer.Payload)
}

// encodeKeys makes (u32 size, key) of each key.
func encodeKeys(keys [][]byte) []byte {
	size := 0
	for _, key := range keys {
		size += 4 + len(key)
	}
	payload := make([]byte, 0, size)
	for _, key := range keys {
		payload = append(binary.LittleEndian.AppendUint32(payload, uint32(len(key))), key...)
	}
	return payload
}

// decodeValues reads (u32 index of the key, u32 size, value) of each key that is present.
func decodeValues(keys [][]byte, payload []byte) (map[string][]byte, error) {
	values := make(map[string][]byte)
	for len(payload) > 0 {
		if len(payload) < 8 {
			return nil, errMalformed
		}
		index, size := binary.LittleEndian.Uint32(payload), uint64(binary.LittleEndian.Uint32(payload[4:]))
		payload = payload[8:]
		if uint64(index) >= uint64(len(keys)) || size > uint64(len(payload)) {
			return nil, errMalformed
		}
		values[string(keys[index])] = payload[:size:size]
		payload = payload[size:]
	}
	return values, nil
}

var errMalformed = newError(ErrInternalError, "the library's answer is malformed; install the module and the library from one release")

// PutMany puts every entry (at most 10,000), in no particular order; on failure some may have been applied. Of one key the last entry counts.
func (t *Table) PutMany(ctx context.Context, entries []Entry, options ...PutOption) error {
	puts := &slipwayv1.PutManyRequest{Entries: make([]*slipwayv1.Entry, len(entries)), Expiry: expiryOf(options).message()}
	for i, entry := range entries {
		puts.Entries[i] = &slipwayv1.Entry{Key: entry.Key, Value: entry.Value}
	}
	_, err := t.call(ctx, &slipwayv1.Request{Call: &slipwayv1.Request_PutMany{PutMany: puts}})
	return err
}

// DeleteMany removes every key (at most 10,000), in no particular order; on failure some may have been removed.
func (t *Table) DeleteMany(ctx context.Context, keys [][]byte) error {
	_, err := t.call(ctx, &slipwayv1.Request{Call: &slipwayv1.Request_DeleteMany{DeleteMany: &slipwayv1.DeleteManyRequest{Keys: keys}}})
	return err
}

func (t *Table) do(ctx context.Context, request native.Request) (native.Completion, error) {
	if t.err != nil {
		return native.Completion{}, t.err
	}
	request.Table, request.Timeout = t.number, t.timeout
	return t.client.do(ctx, request)
}

func (t *Table) call(ctx context.Context, call *slipwayv1.Request) (*slipwayv1.Response, error) {
	return perform(call, func(request native.Request) (native.Completion, error) { return t.do(ctx, request) })
}

// PutOption says when a value expires. Expiry has whole seconds; fractions are rounded up.
type PutOption struct{ expiry expiry }

// TTL lets a value live for a duration, 1 s to 20 years, from the start of the operation.
func TTL(d time.Duration) PutOption {
	return PutOption{expiry{expiresAfter, d.Milliseconds()}}
}

// ExpiresAt lets a value live until an instant, 1 s to 20 years from now.
func ExpiresAt(instant time.Time) PutOption {
	return PutOption{expiry{expiresAt, instant.UnixMilli()}}
}

type expiry struct {
	kind   expiryKind
	millis int64
}

type expiryKind int

const (
	expiresNever expiryKind = iota
	expiresAfter
	expiresAt
)

// expiryOf answers what the last option says.
func expiryOf(options []PutOption) expiry {
	if len(options) == 0 {
		return expiry{}
	}
	return options[len(options)-1].expiry
}

func (e expiry) message() *slipwayv1.Expiry {
	switch e.kind {
	case expiresAfter:
		return &slipwayv1.Expiry{When: &slipwayv1.Expiry_TtlMs{TtlMs: e.millis}}
	case expiresAt:
		return &slipwayv1.Expiry{When: &slipwayv1.Expiry_ExpiresAtMs{ExpiresAtMs: e.millis}}
	default:
		return nil
	}
}
