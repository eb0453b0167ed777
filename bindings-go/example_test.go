package slipway_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"time"

	"google.golang.org/protobuf/types/known/wrapperspb"

	"slipway.io/go"
)

func ExampleOpen() {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	client, err := slipway.Open(ctx, slipway.Config{Backend: "memory"})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()

	greetings := client.Table("greetings")
	if err := greetings.Put(ctx, []byte("hello"), []byte("world")); err != nil {
		log.Fatal(err)
	}
	value, err := greetings.Get(ctx, []byte("hello"))
	fmt.Println(string(value), err)
	// Output: world <nil>
}

func ExampleTable_Get() {
	users := exampleClient().Table("users")
	_, err := users.Get(context.Background(), []byte("nobody"))
	fmt.Println(errors.Is(err, slipway.ErrNotFound))
	// Output: true
}

func ExampleTable_Scan() {
	ctx := context.Background()
	users := exampleClient().Table("users")
	users.PutMany(ctx, []slipway.Entry{
		{Key: []byte("user/1"), Value: []byte("Ada")},
		{Key: []byte("user/2"), Value: []byte("Alan")},
		{Key: []byte("visitor/1"), Value: []byte("Grace")},
	})
	for entry, err := range users.Scan(ctx, slipway.Range{Prefix: []byte("user/")}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s is %s\n", entry.Key, entry.Value)
	}
	// Output:
	// user/1 is Ada
	// user/2 is Alan
}

func ExampleTable_Splits() {
	ctx := context.Background()
	users := exampleClient().Table("users")
	users.Put(ctx, []byte("user/1"), []byte("Ada"))
	// Each token can be given to a reader of its own, in any process.
	tokens, err := users.Splits(ctx, 4)
	if err != nil {
		log.Fatal(err)
	}
	for _, token := range tokens {
		for entry, err := range users.ScanAll(ctx, token) {
			fmt.Println(string(entry.Key), err)
		}
	}
	// Output: user/1 <nil>
}

func ExampleClient_Batch() {
	ctx := context.Background()
	client := exampleClient()
	orders, stock := client.Table("orders"), client.Table("stock")
	err := client.Batch().
		Put(orders, []byte("7"), []byte("apple"), slipway.TTL(24*time.Hour)).
		Delete(stock, []byte("apple")).
		Commit(ctx)
	fmt.Println(err)
	// Output: <nil>
}

func ExampleClient_Metrics() {
	client, err := slipway.Open(context.Background(), slipway.Config{Backend: "memory", Metrics: true})
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	http.HandleFunc("/metrics", func(w http.ResponseWriter, r *http.Request) {
		text, err := client.Metrics(r.Context())
		if err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		w.Header().Set("Content-Type", "text/plain; version=0.0.4")
		io.WriteString(w, text)
	})

	answer := httptest.NewRecorder()
	http.DefaultServeMux.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	fmt.Println(answer.Code)
	// Output: 200
}

func ExampleError() {
	users := exampleClient().Table("users")
	err := users.Put(context.Background(), nil, []byte("Ada"))
	var e *slipway.Error
	if errors.As(err, &e) {
		fmt.Println(e.Code, e.Category(), e.Retryable(), e.MaybeApplied())
	}
	fmt.Println(errors.Is(err, slipway.ErrKeySize))
	// Output:
	// SLIPWAY-1001 KEY_SIZE USER false false
	// true
}

func ExampleTyped() {
	ctx := context.Background()
	names := slipway.TypedTable[*wrapperspb.StringValue](exampleClient().Table("names"))
	if err := names.Put(ctx, []byte("1"), wrapperspb.String("Ada")); err != nil {
		log.Fatal(err)
	}
	name, err := names.Get(ctx, []byte("1"))
	fmt.Println(name.GetValue(), err)
	// Output: Ada <nil>
}

func exampleClient() *slipway.Client {
	client, err := slipway.Open(context.Background(), slipway.Config{Backend: "memory"})
	if err != nil {
		log.Fatal(err)
	}
	return client
}
