package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"time"

	"google.golang.org/protobuf/proto"
	slipway "slipway.io/go"
	"slipway.io/go/internal/demov1"
)

const (
	groupSize  = 16
	pageSize   = 50
	ownSamples = 150
	ownStrings = 80
	ttlMin     = 5
	ttlMax     = 120
	// Above a mebibyte, so that the target keeps it in chunks.
	largeBytes = 1_300_000
)

// steps is what one lane's callers ask for: the questions of the API, held against what each allows, and writes and reads of the lane's own
// keys, held against the ledger.
type steps struct {
	samples   slipway.Typed[*demov1.FileReport]
	sightings *slipway.Table
	strings   *slipway.Table
	verdicts  *slipway.Table
	client    *slipway.Client
	witness   *witness
	book      *keyBook
	random    *rand.Rand
	lane      int
	start     int
	count     uint32
}

func newSteps(client *slipway.Client, w *witness, book *keyBook, start order, lane int) *steps {
	return &steps{
		samples:   slipway.TypedTable[*demov1.FileReport](client.Table("samples")),
		sightings: client.Table("sightings"),
		strings:   client.Table("strings"),
		verdicts:  client.Table("verdicts"),
		client:    client,
		witness:   w,
		book:      book,
		random:    rand.New(rand.NewPCG(uint64(start.Seed), uint64(start.Start*laneCount+lane))),
		lane:      lane,
		start:     start.Start,
	}
}

func (s *steps) step() error {
	s.count++
	switch s.random.IntN(20) {
	case 0:
		return s.reports()
	case 1:
		place := pick(s.random, s.book.places)
		return s.page(s.sightings, place[:bytes.IndexByte(place, '/')+1])
	case 2:
		text := pick(s.random, s.book.strings)
		return s.page(s.strings, text[:bytes.IndexByte(text, 0)+1])
	case 3:
		return s.page(s.verdicts, pick(s.random, s.book.samples))
	case 4, 5, 6:
		return s.putSample()
	case 7:
		return s.deleteSample()
	case 8, 9:
		return s.readSample()
	case 10:
		return s.readSamples()
	case 11:
		return s.putStrings()
	case 12:
		return s.deleteStrings()
	case 13:
		return s.exchange()
	case 14:
		return s.scanStrings()
	default:
		return s.report()
	}
}

func (s *steps) report() error {
	sha256 := pick(s.random, s.book.samples)
	var report *demov1.FileReport
	err := s.witness.read("samples", func() (err error) {
		report, err = s.samples.Get(context.Background(), sha256)
		return err
	})
	if err != nil {
		return ignoreNotFound(err)
	}
	return expectReport(sha256, report)
}

func (s *steps) reports() error {
	wanted := make([][]byte, groupSize)
	for i := range wanted {
		wanted[i] = pick(s.random, s.book.samples)
	}
	var reports map[string]*demov1.FileReport
	err := s.witness.read("samples", func() (err error) {
		reports, err = s.samples.GetMany(context.Background(), wanted)
		return err
	})
	if err != nil {
		return err
	}
	for sha256, report := range reports {
		if err := expectReport([]byte(sha256), report); err != nil {
			return err
		}
	}
	return nil
}

func expectReport(sha256 []byte, report *demov1.FileReport) error {
	if !bytes.Equal(report.GetSha256(), sha256) {
		return fmt.Errorf("asked for the report on one sample and got another's")
	}
	return nil
}

// page asks for the first keys with a prefix.
func (s *steps) page(table *slipway.Table, prefix []byte) error {
	var page slipway.Page
	err := s.witness.read(table.Name(), func() (err error) {
		page, err = table.ScanPage(context.Background(), slipway.Range{Prefix: prefix, PageSize: pageSize}, nil)
		return err
	})
	if err != nil {
		return err
	}
	if len(page.Entries) > pageSize {
		return fmt.Errorf("a page has %d keys, more than asked for", len(page.Entries))
	}
	return expectOrder(page.Entries, prefix)
}

func expectOrder(entries []slipway.Entry, prefix []byte) error {
	for i, entry := range entries {
		if !bytes.HasPrefix(entry.Key, prefix) {
			return fmt.Errorf("a page holds a key outside its range")
		}
		if i > 0 && bytes.Compare(entries[i-1].Key, entry.Key) >= 0 {
			return fmt.Errorf("a page is out of order")
		}
	}
	return nil
}

func (s *steps) anySample() []byte { return ownSample(s.lane, s.random.IntN(ownSamples)) }

func (s *steps) anyString() []byte { return ownString(s.lane, s.random.IntN(ownStrings)) }

// someStrings answers up to groupSize different keys.
func (s *steps) someStrings() [][]byte {
	keys := make([][]byte, 1+s.random.IntN(groupSize))
	for i, n := range s.random.Perm(ownStrings)[:len(keys)] {
		keys[i] = ownString(s.lane, n)
	}
	return keys
}

func (s *steps) putSample() error {
	key := s.anySample()
	value := s.newReport(key)
	put := write{slot: slot{"samples", string(key)}, value: value}
	var options []slipway.PutOption
	if s.random.IntN(5) == 0 {
		put.ttl = time.Duration(ttlMin+s.random.IntN(ttlMax-ttlMin)) * time.Second
		options = append(options, slipway.TTL(put.ttl))
	}
	return s.witness.write("samples", true, []write{put}, func() error {
		return s.samples.Table().Put(context.Background(), key, value, options...)
	})
}

func (s *steps) deleteSample() error {
	key := s.anySample()
	return s.witness.write("samples", true, []write{{slot: slot{"samples", string(key)}}}, func() error {
		return s.samples.Table().Delete(context.Background(), key)
	})
}

func (s *steps) readSample() error {
	key := s.anySample()
	var value []byte
	err := s.witness.read("samples", func() (err error) {
		value, err = s.samples.Table().Get(context.Background(), key)
		return err
	})
	if ignoreNotFound(err) != nil {
		return err
	}
	return s.saw("samples", key, value)
}

func (s *steps) readSamples() error {
	keys := make([][]byte, groupSize)
	for i := range keys {
		keys[i] = s.anySample()
	}
	var values map[string][]byte
	err := s.witness.read("samples", func() (err error) {
		values, err = s.samples.Table().GetMany(context.Background(), keys)
		return err
	})
	if err != nil {
		return err
	}
	for _, key := range keys {
		if err := s.saw("samples", key, values[string(key)]); err != nil {
			return err
		}
	}
	return nil
}

func (s *steps) putStrings() error {
	var entries []slipway.Entry
	var writes []write
	for _, key := range s.someStrings() {
		value := s.newUse(key)
		entries = append(entries, slipway.Entry{Key: key, Value: value})
		writes = append(writes, write{slot: slot{"strings", string(key)}, value: value})
	}
	return s.witness.write("strings", false, writes, func() error {
		return s.strings.PutMany(context.Background(), entries)
	})
}

func (s *steps) deleteStrings() error {
	keys := s.someStrings()
	var writes []write
	for _, key := range keys {
		writes = append(writes, write{slot: slot{"strings", string(key)}})
	}
	return s.witness.write("strings", false, writes, func() error {
		return s.strings.DeleteMany(context.Background(), keys)
	})
}

// exchange puts a sample and removes a string, both or neither.
func (s *steps) exchange() error {
	sample, text := s.anySample(), s.anyString()
	value := marshal(&demov1.FileReport{Sha256: sample, Tags: []string{s.tag()}})
	writes := []write{{slot: slot{"samples", string(sample)}, value: value}, {slot: slot{"strings", string(text)}}}
	return s.witness.write("samples", true, writes, func() error {
		return s.client.Batch().Put(s.samples.Table(), sample, value).Delete(s.strings, text).Commit(context.Background())
	})
}

// scanStrings reads all strings of the lane, in order, and holds each of them against the ledger, those that are not there too.
func (s *steps) scanStrings() error {
	var entries []slipway.Entry
	prefix := ownToken(s.lane)
	err := s.witness.read("strings", func() error {
		entries = nil
		for entry, err := range s.strings.Scan(context.Background(), slipway.Range{Prefix: prefix, PageSize: pageSize}) {
			if err != nil {
				return err
			}
			entries = append(entries, entry)
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := expectOrder(entries, prefix); err != nil {
		return err
	}
	seen := make(map[string][]byte)
	for _, entry := range entries {
		seen[string(entry.Key)] = entry.Value
	}
	for i := range ownStrings {
		key := ownString(s.lane, i)
		if err := s.saw("strings", key, seen[string(key)]); err != nil {
			return err
		}
		delete(seen, string(key))
	}
	if len(seen) > 0 {
		return fmt.Errorf("a scan found %d keys that nobody wrote", len(seen))
	}
	return nil
}

func (s *steps) saw(table string, key, value []byte) error {
	return s.witness.ledger.check(slot{table, string(key)}, value, time.Now().Unix())
}

// tag makes each value another one.
func (s *steps) tag() string { return fmt.Sprintf("api-go-%d-%d-%d", s.lane, s.start, s.count) }

func (s *steps) newReport(sha256 []byte) []byte {
	report := &demov1.FileReport{Sha256: sha256, Revision: s.count, Tags: []string{s.tag()}}
	if s.random.IntN(40) == 0 {
		noise := make([]byte, largeBytes/2)
		for i := range noise {
			noise[i] = byte(s.random.Uint32())
		}
		report.Strings = &demov1.StringFacts{Total: 1, Texts: []string{hex.EncodeToString(noise)}}
	}
	return marshal(report)
}

func (s *steps) newUse(key []byte) []byte {
	return marshal(&demov1.StringUse{Text: fmt.Sprintf("%s of %x", s.tag(), key), SampleCount: s.count})
}

func marshal(message proto.Message) []byte {
	value, err := proto.Marshal(message)
	if err != nil {
		panic(err)
	}
	return value
}

func pick(random *rand.Rand, from [][]byte) []byte { return from[random.IntN(len(from))] }

func ignoreNotFound(err error) error {
	if err == slipway.ErrNotFound {
		return nil
	}
	return err
}
