package slipway_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"slipway.io/go"
)

var seed = flag.Uint64("seed", uint64(time.Now().UnixNano()), "seed of random tests")

// TestMain runs one of the children if the environment names it: such a test needs a process of its own.
func TestMain(m *testing.M) {
	if child := os.Getenv(childVariable); child != "" {
		os.Exit(runChild(child))
	}
	flag.Parse()
	if os.Getenv("SLIPWAY_LIBRARY") == "" {
		os.Setenv("SLIPWAY_LIBRARY", builtLibrary())
	}
	if _, given := os.LookupEnv("SLIPWAY_CACHE"); !given {
		// Archives would be made beside the tests, and left behind.
		os.Setenv("SLIPWAY_CACHE", "")
	}
	os.Exit(m.Run())
}

// builtLibrary is where the Maven module native puts it.
func builtLibrary() string {
	path, err := filepath.Abs("../native/target/cmake/libslipway.so")
	if err != nil {
		panic(err)
	}
	return path
}

func random(t *testing.T) *rand.Rand {
	t.Logf("-seed=%d", *seed)
	return rand.New(rand.NewPCG(*seed, 0))
}

func open(t testing.TB, config slipway.Config) *slipway.Client {
	t.Helper()
	client, err := slipway.Open(context.Background(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := client.Close(); err != nil {
			t.Error(err)
		}
	})
	return client
}

// openMemory opens a store with real contents.
func openMemory(t testing.TB) *slipway.Client { return open(t, slipway.Config{Backend: "memory"}) }

// openSilent opens a store that answers nothing before an operation's deadline.
func openSilent(t testing.TB, entries int) *slipway.Client {
	config := neverAnswers
	config.QueueEntries = entries
	return open(t, config)
}

func mustPut(t testing.TB, table *slipway.Table, key, value string) {
	t.Helper()
	if err := table.Put(context.Background(), []byte(key), []byte(value)); err != nil {
		t.Fatal(err)
	}
}

// expectCode checks that err is an Error of that code.
func expectCode(t testing.TB, err error, code slipway.Code) {
	t.Helper()
	var e *slipway.Error
	if !errors.As(err, &e) || e.Code != code || !errors.Is(err, code) {
		t.Fatalf("expected %v, not %v", code, err)
	}
	if e.Message == "" {
		t.Fatalf("%v has no message", code)
	}
}

func expectEqual[T comparable](t testing.TB, what string, actual, expected T) {
	t.Helper()
	if actual != expected {
		t.Fatalf("%s is %v, not %v", what, actual, expected)
	}
}

func keyOf(i int) []byte { return fmt.Appendf(nil, "key-%06d", i) }
