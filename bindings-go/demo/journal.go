package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"log"
	"os"

	"google.golang.org/protobuf/encoding/protodelim"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
	"slipway.io/go/internal/demov1"
)

// journal is a file of length-delimited slipway.demo.v1.JournalEntry: each write before it is sent, each answer once it is there. Every entry is
// handed to the operating system at once, so that SIGKILL takes at most the end of the last one. The ledger's mutex guards it.
type journal struct {
	file   *os.File
	writes uint64
}

// openJournal opens a new file, or continues one, with the ledger that it leads to.
func openJournal(path string) (*journal, *ledger, error) {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return nil, nil, err
	}
	j := &journal{file: file}
	l := &ledger{states: make(map[slot][]state), journal: j}
	whole, err := j.replay(l)
	if err == nil {
		err = file.Truncate(whole)
	}
	if err == nil {
		_, err = file.Seek(whole, io.SeekStart)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", path, err)
	}
	return j, l, nil
}

// replay brings the ledger to where the writer of the file left it, and answers the size of all whole entries.
func (j *journal) replay(l *ledger) (int64, error) {
	open := make(map[uint64]*pending)
	latest := make(map[slot]uint64)
	in := bufio.NewReader(j.file)
	for whole := int64(0); ; {
		var entry demov1.JournalEntry
		err := protodelim.UnmarshalFrom(in, &entry)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			l.unanswered = len(latest)
			return whole, nil
		}
		if err != nil {
			return 0, err
		}
		whole += int64(protowire.SizeBytes(proto.Size(&entry)))
		if begun := entry.GetBegun(); begun != nil {
			write := l.open(slot{begun.GetTable(), string(begun.GetKey())}, stateAfter(begun))
			open[j.writes] = write
			latest[write.slot] = j.writes
			j.writes++
			continue
		}
		number := entry.GetAnswered().GetWrite()
		write := open[number]
		if write == nil {
			return 0, fmt.Errorf("write %d is answered and not open", number)
		}
		delete(open, number)
		write.settle(entry.GetAnswered().GetApplied())
		if latest[write.slot] == number {
			delete(latest, write.slot)
		}
	}
}

func stateAfter(begun *demov1.JournalEntry_Begun) state {
	after := absent
	if begun.Digest != nil {
		after.present = true
		copy(after.digest[:], begun.Digest)
	}
	if begun.ExpirySecond != nil {
		after.expiry = *begun.ExpirySecond
	}
	return after
}

func (j *journal) begun(s slot, after state) uint64 {
	begun := &demov1.JournalEntry_Begun{Table: s.table, Key: []byte(s.key)}
	if after.present {
		begun.Digest = after.digest[:]
	}
	if after.expiry != forEver {
		begun.ExpirySecond = proto.Int64(after.expiry)
	}
	j.append(&demov1.JournalEntry{Entry: &demov1.JournalEntry_Begun_{Begun: begun}})
	j.writes++
	return j.writes - 1
}

func (j *journal) answered(write uint64, applied bool) {
	answered := &demov1.JournalEntry_Answered{Write: write, Applied: applied}
	j.append(&demov1.JournalEntry{Entry: &demov1.JournalEntry_Answered_{Answered: answered}})
}

// append ends the process if it cannot write: a service without its journal proves nothing.
func (j *journal) append(entry *demov1.JournalEntry) {
	if _, err := protodelim.MarshalTo(j.file, entry); err != nil {
		log.Fatalf("the journal cannot be written: %v", err)
	}
}

func (j *journal) Close() error { return j.file.Close() }
