package main

import (
	"sync/atomic"
	"time"

	"github.com/gocql/gocql"
)

const requestTimeout = 30 * time.Second

type rawOptions struct {
	contactPoint, datacenter string
	read, write              string
}

// rawStore is what a program would do without Slipway.
//
// A connection of gocql waits up to 200 us for further frames before it sends what it has, unless told not to. Many callers need less processor
// time so, but a caller alone waits for nothing: it has a session of its own, which sends at once.
type rawStore struct {
	session     *gocql.Session // one of the following
	many, alone *gocql.Session
	read, write string
	version     atomic.Int64 // of the latest write, in microseconds since 1970
}

func openRaw(options rawOptions) (store, error) {
	many, err := connect(options, gocql.NewCluster().WriteCoalesceWaitTime)
	if err != nil {
		return nil, err
	}
	alone, err := connect(options, 0)
	if err != nil {
		return nil, err
	}
	s := &rawStore{session: alone, many: many, alone: alone, read: options.read, write: options.write}
	s.version.Store(time.Now().UnixMicro())
	return s, nil
}

// connect opens a session as gocql's documentation advises: token-aware, statements prepared (which gocql does by itself), and metadata of
// results not sent again, because the table does not change.
func connect(options rawOptions, coalesce time.Duration) (*gocql.Session, error) {
	cluster := gocql.NewCluster(options.contactPoint)
	cluster.PoolConfig.HostSelectionPolicy = gocql.TokenAwareHostPolicy(gocql.DCAwareRoundRobinPolicy(options.datacenter))
	cluster.Consistency = gocql.LocalQuorum
	cluster.Timeout = requestTimeout
	cluster.ReadTimeout = requestTimeout
	cluster.WriteTimeout = requestTimeout
	cluster.DisableSkipMetadata = false
	cluster.WriteCoalesceWaitTime = coalesce
	return cluster.CreateSession()
}

func (s *rawStore) expect(callers int) {
	s.session = s.many
	if callers == 1 {
		s.session = s.alone
	}
}

func (s *rawStore) get(key []byte) ([]byte, error) {
	query := s.session.Query(s.read, key)
	defer query.Release()
	rows := query.Iter()
	// Of all columns the value alone is looked at.
	var value []byte
	columns := make([]any, len(rows.Columns()))
	for i, column := range rows.Columns() {
		if column.Name == "value" {
			columns[i] = &value
		}
	}
	rows.Scan(columns...)
	return value, rows.Close()
}

func (s *rawStore) put(key, value []byte) error {
	query := s.session.Query(s.write, s.version.Add(1), value, key)
	defer query.Release()
	return query.Exec()
}
