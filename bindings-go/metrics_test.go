package slipway_test

import (
	"context"
	"regexp"
	"testing"

	"slipway.io/go"
)

func TestMetrics(t *testing.T) {
	ctx := context.Background()

	t.Run("should show the process", func(t *testing.T) {
		client := open(t, slipway.Config{Backend: "memory", Metrics: true})
		mustPut(t, client.Table("things"), "key", "value")
		text, err := client.Metrics(ctx)
		if err != nil || !regexp.MustCompile(`(?m)^jvm_memory_used_bytes\{.*} [1-9]`).MatchString(text) {
			t.Fatal(text, err)
		}
	})

	t.Run("should say how to have them", func(t *testing.T) {
		_, err := openMemory(t).Metrics(ctx)
		expectCode(t, err, slipway.ErrArgument)
	})
}
