package main

import (
	"bufio"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"

	"google.golang.org/protobuf/encoding/protodelim"
	"slipway.io/go/internal/demov1"
)

// keyBook is the keys that the tables were filled with.
type keyBook struct {
	samples [][]byte
	places  [][]byte
	strings [][]byte
}

func readKeys(path string) (*keyBook, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	book := &keyBook{}
	for in := bufio.NewReader(file); ; {
		var filled demov1.FilledKey
		err := protodelim.UnmarshalFrom(in, &filled)
		if errors.Is(err, io.EOF) {
			return book, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		switch key := filled.Key.(type) {
		case *demov1.FilledKey_Sample_:
			if !key.Sample.GetLarge() {
				book.samples = append(book.samples, key.Sample.GetSha256())
			}
		case *demov1.FilledKey_Place_:
			book.places = append(book.places, key.Place.GetKey())
		case *demov1.FilledKey_String_:
			book.strings = append(book.strings, key.String_)
		}
	}
}

// ownSample is a key of table samples that no file has.
func ownSample(lane, i int) []byte {
	hash := sha256.Sum256(fmt.Appendf(nil, "api-go/%d/%d", lane, i))
	return hash[:]
}

// ownToken begins the keys of a lane in table strings: token, NUL, string. The Java services use none that begins so.
func ownToken(lane int) []byte {
	return fmt.Appendf(nil, "apigo%d\x00", lane)
}

func ownString(lane, i int) []byte {
	return fmt.Appendf(ownToken(lane), "apigo%d/%d", lane, i)
}
