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
type rawStore struct {
	session     *gocql.Session
	read, write string
	version     atomic.Int64 // of the latest write, in microseconds since 1970
}

// openRaw opens a session as gocql's documentation advises: token-aware, one session for all goroutines, statements prepared (which gocql
// does by itself), and metadata of results not sent again, because the table does not change.
func openRaw(options rawOptions) (store, error) {
	cluster := gocql.NewCluster(options.contactPoint)
	cluster.PoolConfig.HostSelectionPolicy = gocql.TokenAwareHostPolicy(gocql.DCAwareRoundRobinPolicy(options.datacenter))
	cluster.Consistency = gocql.LocalQuorum
	cluster.Timeout = requestTimeout
	cluster.ReadTimeout = requestTimeout
	cluster.WriteTimeout = requestTimeout
	cluster.DisableSkipMetadata = false
	session, err := cluster.CreateSession()
	if err != nil {
		return nil, err
	}
	s := &rawStore{session: session, read: options.read, write: options.write}
	s.version.Store(time.Now().UnixMicro())
	return s, nil
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
