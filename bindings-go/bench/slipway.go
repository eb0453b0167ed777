package main

import (
	"context"
	"errors"

	"slipway.io/go"
)

type slipwayStore struct{ table *slipway.Table }

func openSlipway(configFile string) (store, error) {
	client, err := slipway.Open(context.Background(), slipway.Config{File: configFile})
	if err != nil {
		return nil, err
	}
	return slipwayStore{client.Table("bench")}, nil
}

func (slipwayStore) expect(int) {}

func (s slipwayStore) get(key []byte) ([]byte, error) {
	value, err := s.table.Get(context.Background(), key)
	if errors.Is(err, slipway.ErrNotFound) {
		return nil, nil
	}
	return value, err
}

func (s slipwayStore) put(key, value []byte) error {
	return s.table.Put(context.Background(), key, value)
}
