package slipway_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"slipway.io/go"
)

// BenchmarkGet is what lies between a goroutine and the store: the echo store answers from the caller's thread, or from one of its own.
func BenchmarkGet(b *testing.B) {
	for _, thread := range []string{"inline", "loop"} {
		client := open(b, slipway.Config{Backend: "echo", Settings: map[string]string{"echo.thread": thread}})
		table := client.Table("things")
		key := make([]byte, 256)
		for _, goroutines := range []int{1, 64, 256, 1024} {
			b.Run(fmt.Sprintf("%s/%d", thread, goroutines), func(b *testing.B) {
				b.ReportAllocs()
				if goroutines == 1 {
					for range b.N {
						if _, err := table.Get(context.Background(), key); err != nil {
							b.Fatal(err)
						}
					}
					return
				}
				b.SetParallelism(goroutines / runtime.GOMAXPROCS(0))
				b.RunParallel(func(pb *testing.PB) {
					for pb.Next() {
						if _, err := table.Get(context.Background(), key); err != nil {
							b.Error(err)
							return
						}
					}
				})
			})
		}
	}
}
