package slipway

import (
	"context"

	"slipway.io/go/internal/slipwayv1"
)

// Batch is a group of writes, over any tables of one client, that are applied all or not at all. At most 1,000 writes and 5 MiB; of several
// writes to one key the last counts. It belongs to one goroutine at a time.
type Batch struct {
	client *Client
	writes []*slipwayv1.BatchRequest_Write
	err    error
}

// Batch begins an empty batch.
func (c *Client) Batch() *Batch { return &Batch{client: c} }

// Put adds a write. The slices must not change until Commit has returned.
func (b *Batch) Put(table *Table, key, value []byte, options ...PutOption) *Batch {
	put := &slipwayv1.BatchRequest_Put{Value: value, Expiry: expiryOf(options).message()}
	return b.add(table, &slipwayv1.BatchRequest_Write{Key: key, What: &slipwayv1.BatchRequest_Write_Put{Put: put}})
}

// Delete adds a removal. The slice must not change until Commit has returned.
func (b *Batch) Delete(table *Table, key []byte) *Batch {
	return b.add(table, &slipwayv1.BatchRequest_Write{
		Key:  key,
		What: &slipwayv1.BatchRequest_Write_Delete{Delete: &slipwayv1.BatchRequest_Delete{}},
	})
}

func (b *Batch) add(table *Table, write *slipwayv1.BatchRequest_Write) *Batch {
	if table.client != b.client {
		b.err = newError(ErrArgument, "table %s is of another client than the batch", table.name)
	}
	write.Table = table.name
	b.writes = append(b.writes, write)
	return b
}

// Len returns the number of writes that were added.
func (b *Batch) Len() int { return len(b.writes) }

// Commit applies all writes, or none. A batch can be committed again, as when the error was Retryable. If the error is MaybeApplied, either all of them
// take effect, now or shortly after, or none does.
func (b *Batch) Commit(ctx context.Context) error {
	if b.err != nil {
		return b.err
	}
	batch := &slipwayv1.BatchRequest{Writes: b.writes}
	_, err := b.client.call(ctx, &slipwayv1.Request{Call: &slipwayv1.Request_Batch{Batch: batch}})
	return err
}
