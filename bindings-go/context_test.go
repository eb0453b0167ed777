package slipway_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"slipway.io/go"
)

func TestContext(t *testing.T) {
	table := openSilent(t, 0).Table("things")
	key := []byte("key")
	over := func(how func(context.Context) (context.Context, context.CancelFunc)) context.Context {
		ctx, cancel := how(context.Background())
		t.Cleanup(cancel)
		return ctx
	}
	soon := func() context.Context {
		return over(func(parent context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(parent, 30*time.Millisecond)
		})
	}
	cancelledSoon := func() context.Context {
		ctx, cancel := context.WithCancel(context.Background())
		go cancel()
		t.Cleanup(cancel)
		return ctx
	}

	t.Run("should give up at the deadline", func(t *testing.T) {
		_, err := table.Get(soon(), key)
		expectCode(t, err, slipway.ErrDeadline)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		err = table.Put(soon(), key, nil)
		expectCode(t, err, slipway.ErrWriteTimeout)
		if !errors.Is(err, context.DeadlineExceeded) || !err.(*slipway.Error).MaybeApplied() {
			t.Fatal(err)
		}
		err = table.PutMany(soon(), []slipway.Entry{{Key: key}})
		expectCode(t, err, slipway.ErrWriteTimeout)
	})

	t.Run("should give up when cancelled", func(t *testing.T) {
		_, err := table.Get(cancelledSoon(), key)
		expectCode(t, err, slipway.ErrCancelled)
		if !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		err = table.Delete(cancelledSoon(), key)
		if !errors.Is(err, context.Canceled) || !errors.Is(err, slipway.ErrWriteInterrupted) && !errors.Is(err, slipway.ErrCancelled) {
			t.Fatal(err)
		}
	})

	t.Run("should send nothing when over already", func(t *testing.T) {
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		err := table.Put(ctx, key, nil)
		expectCode(t, err, slipway.ErrCancelled)
		if err.(*slipway.Error).MaybeApplied() {
			t.Fatal(err)
		}
		ctx, cancel = context.WithDeadline(context.Background(), time.Now())
		defer cancel()
		expectCode(t, table.Put(ctx, key, nil), slipway.ErrDeadline)
	})

	t.Run("should leave it to the table's own timeout", func(t *testing.T) {
		_, err := table.WithTimeout(20*time.Millisecond).Get(context.Background(), key)
		expectCode(t, err, slipway.ErrDeadline)
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
	})

	t.Run("should wait for room while the context lasts", func(t *testing.T) {
		const entries = 4
		table := openSilent(t, entries).Table("things")
		full, release := context.WithCancel(context.Background())
		var callers sync.WaitGroup
		for range entries {
			callers.Add(1)
			go func() {
				defer callers.Done()
				if _, err := table.Get(full, key); !errors.Is(err, context.Canceled) {
					t.Error(err)
				}
			}()
		}
		for {
			// Until all of them have taken their room.
			_, err := table.Get(soon(), key)
			if errors.Is(err, slipway.ErrOverloadedInFlight) {
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Fatal(err)
				}
				break
			}
			expectCode(t, err, slipway.ErrDeadline)
		}
		release()
		callers.Wait()
		_, err := table.Get(soon(), key)
		expectCode(t, err, slipway.ErrDeadline)
	})

	t.Run("should answer everybody whoever gives up", func(t *testing.T) {
		table := open(t, slipway.Config{Backend: "echo", Settings: map[string]string{"echo.thread": "loop"}, QueueEntries: 64}).Table("things")
		rng := random(t)
		var callers sync.WaitGroup
		for i := range 200 {
			delays := make([]time.Duration, 50)
			for j := range delays {
				delays[j] = time.Duration(rng.IntN(500)) * time.Microsecond
			}
			callers.Add(1)
			go func() {
				defer callers.Done()
				for _, delay := range delays {
					ctx, cancel := context.WithCancel(context.Background())
					timer := time.AfterFunc(delay, cancel)
					value, err := table.Get(ctx, keyOf(i))
					if err == nil && string(value) != string(keyOf(i)) || err != nil && !errors.Is(err, context.Canceled) {
						t.Errorf("%q, %v", value, err)
					}
					timer.Stop()
					cancel()
				}
			}()
		}
		callers.Wait()
	})
}
