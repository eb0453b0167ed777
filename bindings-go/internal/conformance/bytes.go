package main

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
)

const printedWhole = 32

// parseBytes answers what a word such as x6b or r1000:61 means.
func parseBytes(word string) ([]byte, error) {
	if digits, found := strings.CutPrefix(word, "x"); found {
		return hex.DecodeString(digits)
	}
	count, digits, found := strings.Cut(strings.TrimPrefix(word, "r"), ":")
	times, err := strconv.Atoi(count)
	if !found || err != nil {
		return nil, fmt.Errorf("no bytes: %s", word)
	}
	repeated, err := hex.DecodeString(digits)
	return bytes.Repeat(repeated, times), err
}

// logged is what logs print for some bytes.
func logged(b []byte) string {
	if len(b) <= printedWhole {
		return "x" + hex.EncodeToString(b)
	}
	digest := fnv.New32a()
	digest.Write(b)
	return fmt.Sprintf("#%d:%08x", len(b), digest.Sum32())
}

// loggedTable is what logs print for the entries of a whole table.
func loggedTable(entries map[string][]byte) string {
	keys := make([]string, 0, len(entries))
	for key := range entries {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	digest := fnv.New32a()
	add := func(b []byte) {
		digest.Write(binary.LittleEndian.AppendUint32(nil, uint32(len(b))))
		digest.Write(b)
	}
	for _, key := range keys {
		add([]byte(key))
		add(entries[key])
	}
	return fmt.Sprintf("table %d %08x", len(entries), digest.Sum32())
}
