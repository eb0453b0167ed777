package slipway_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"slipway.io/go"
)

func TestManyGoroutines(t *testing.T) {
	for _, thread := range []string{"inline", "loop"} {
		t.Run("should answer each its own question over "+thread, func(t *testing.T) {
			table := open(t, slipway.Config{Backend: "echo", Settings: map[string]string{"echo.thread": thread}}).Table("things")
			var callers sync.WaitGroup
			for i := range 10_000 {
				callers.Add(1)
				go func() {
					defer callers.Done()
					for j := range 10 {
						key := fmt.Appendf(nil, "%d/%d", i, j)
						if value, err := table.Get(context.Background(), key); err != nil || string(value) != string(key) {
							t.Errorf("%q, %v", value, err)
						}
					}
				}()
			}
			callers.Wait()
		})
	}
}

func TestRandomOperations(t *testing.T) {
	rng := random(t)
	client := openMemory(t)
	var callers sync.WaitGroup
	for i := range 16 {
		table := client.Table(fmt.Sprintf("table_%d", i))
		steps := make([]uint64, 2_000)
		for j := range steps {
			steps[j] = rng.Uint64()
		}
		callers.Add(1)
		go func() {
			defer callers.Done()
			if err := compareWithMap(table, steps); err != nil {
				t.Error(err)
			}
		}()
	}
	callers.Wait()
}

// compareWithMap does the same to a table and to a map.
func compareWithMap(table *slipway.Table, steps []uint64) error {
	ctx := context.Background()
	model := make(map[string]string)
	for i, step := range steps {
		key := keyOf(int(step >> 8 % 50))
		var err error
		switch step % 4 {
		case 0:
			value := make([]byte, step>>16%2_000)
			err = table.Put(ctx, key, value)
			model[string(key)] = string(value)
		case 1:
			err = table.Delete(ctx, key)
			delete(model, string(key))
		default:
			var value []byte
			value, err = table.Get(ctx, key)
			expected, present := model[string(key)]
			if errors.Is(err, slipway.ErrNotFound) != !present || string(value) != expected {
				return fmt.Errorf("step %d: %d bytes, %w", i, len(value), err)
			}
			if !present {
				err = nil
			}
		}
		if err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	return nil
}

func TestClose(t *testing.T) {
	ctx := context.Background()

	t.Run("should answer everybody during load", func(t *testing.T) {
		for range 10 {
			client := open(t, slipway.Config{Backend: "echo", Settings: map[string]string{"echo.thread": "loop"}, QueueEntries: 32})
			table := client.Table("things")
			var callers sync.WaitGroup
			begun := make(chan struct{}, 1)
			for i := range 300 {
				callers.Add(1)
				go func() {
					defer callers.Done()
					for {
						if _, err := table.Get(ctx, keyOf(i)); err != nil {
							expectCode(t, err, slipway.ErrClosed)
							return
						}
						select {
						case begun <- struct{}{}:
						default:
						}
					}
				}()
			}
			<-begun
			var closers sync.WaitGroup
			for range 3 {
				closers.Add(1)
				go func() {
					defer closers.Done()
					if err := client.Close(); err != nil {
						t.Error(err)
					}
				}()
			}
			closers.Wait()
			callers.Wait()
		}
	})

	t.Run("should refuse everything afterwards", func(t *testing.T) {
		client := openMemory(t)
		table := client.Table("things")
		for range 2 {
			if err := client.Close(); err != nil {
				t.Fatal(err)
			}
		}
		_, err := table.Get(ctx, []byte("key"))
		expectCode(t, err, slipway.ErrClosed)
		expectCode(t, table.PutMany(ctx, nil), slipway.ErrClosed)
		expectCode(t, client.Batch().Commit(ctx), slipway.ErrClosed)
		expectCode(t, client.Table("other").Delete(ctx, []byte("key")), slipway.ErrClosed)
	})
}

func TestOpen(t *testing.T) {
	ctx := context.Background()
	refused := func(config slipway.Config, code slipway.Code) func(*testing.T) {
		return func(t *testing.T) {
			client, err := slipway.Open(ctx, config)
			expectCode(t, err, code)
			if client != nil {
				t.Fatal("a client all the same")
			}
		}
	}
	setting := func(key, value string) slipway.Config {
		return slipway.Config{Backend: "memory", Settings: map[string]string{key: value}}
	}
	t.Run("should refuse a file that is not there", refused(slipway.Config{File: "/nonexistent/slipway.yaml"}, slipway.ErrConfig))
	t.Run("should refuse a backend that is none", refused(slipway.Config{Backend: "none"}, slipway.ErrProviderMissing))
	t.Run("should refuse a wrong setting", refused(slipway.Config{Backend: "echo", Settings: map[string]string{"echo.thread": "two"}}, slipway.ErrConfig))
	t.Run("should refuse a zero byte", refused(setting("key", "a\x00b"), slipway.ErrArgument))
	for _, entries := range []int{-1, 1, 3, 1 << 17, 1 << 40} {
		t.Run(fmt.Sprintf("should refuse %d entries", entries), refused(slipway.Config{Backend: "memory", QueueEntries: entries}, slipway.ErrArgument))
	}

	t.Run("should heed its context", func(t *testing.T) {
		over, cancel := context.WithCancel(ctx)
		cancel()
		_, err := slipway.Open(over, slipway.Config{Backend: "memory"})
		expectCode(t, err, slipway.ErrCancelled)
		for range 20 {
			soon, cancel := context.WithCancel(ctx)
			go cancel()
			client, err := slipway.Open(soon, slipway.Config{Backend: "memory"})
			if err == nil {
				err = client.Close()
			} else if errors.Is(err, context.Canceled) {
				err = nil
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}
