package main

import (
	"log"
	"strconv"
	"strings"
	"time"

	"slipway.io/go"
)

// words are those of a step: the verb, what follows it, and those that are NAME=VALUE.
type words struct {
	verb  string
	plain []string
	named map[string]string
}

// A word x6b=x01 is an entry, not a named word: names are these.
var names = map[string]bool{
	"ttl": true, "at": true, "timeout": true, "prefix": true, "from": true, "to": true, "limit": true, "pages": true, "token": true, "splits": true,
}

func wordsOf(step string) words {
	all := strings.Split(step, " ")
	w := words{verb: all[0], named: make(map[string]string)}
	for _, word := range all[1:] {
		if name, value, found := strings.Cut(word, "="); found && names[name] {
			w.named[name] = value
		} else {
			w.plain = append(w.plain, word)
		}
	}
	return w
}

// must ends the testee if it cannot read its program, or open its store.
func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}

// word is one that must be there.
func (w words) word(index int) string {
	if index >= len(w.plain) {
		log.Fatalf("%s has too few words", w.verb)
	}
	return w.plain[index]
}

func (w words) bytes(index int) []byte { return must(parseBytes(w.word(index))) }

// keys are the bytes of all words behind the table.
func (w words) keys() [][]byte {
	var keys [][]byte
	for i := 1; i < len(w.plain); i++ {
		keys = append(keys, w.bytes(i))
	}
	return keys
}

// entries are those of all words behind the table, KEY=VALUE each.
func (w words) entries() []slipway.Entry {
	var entries []slipway.Entry
	for _, word := range w.plain[1:] {
		key, value, _ := strings.Cut(word, "=")
		entries = append(entries, slipway.Entry{Key: must(parseBytes(key)), Value: must(parseBytes(value))})
	}
	return entries
}

func (w words) has(name string) bool {
	_, found := w.named[name]
	return found
}

// namedBytes are nil if there is no such word.
func (w words) namedBytes(name string) []byte {
	if !w.has(name) {
		return nil
	}
	return must(parseBytes(w.named[name]))
}

func (w words) number(name string) int64 { return must(strconv.ParseInt(w.named[name], 10, 64)) }

// limit is that of a scan. In Go zero asks for the default, so another number that cannot be stands for a limit of zero.
func (w words) limit() int {
	if limit := w.number("limit"); limit != 0 {
		return int(limit)
	}
	return -1
}

func (w words) options() []slipway.PutOption {
	switch {
	case w.has("ttl"):
		return []slipway.PutOption{slipway.TTL(time.Duration(w.number("ttl")) * time.Millisecond)}
	case w.has("at"):
		return []slipway.PutOption{slipway.ExpiresAt(time.UnixMilli(w.number("at")))}
	default:
		return nil
	}
}
