package main

import "encoding/binary"

const (
	keyBytes   = 32
	valueBytes = 256
)

func keyOf(number int) []byte { return random(keyBytes, uint64(number)) }

func valueOf(number int) []byte { return random(valueBytes, ^uint64(number)) }

// spread makes the number of a key of a number of an operation, so that operations near each other are of keys far from each other.
func spread(i, keys int) int {
	number := int(int32(uint32(i)*0x9E3779B1)) % keys
	if number < 0 {
		number += keys
	}
	return number
}

// random makes bytes of a seed: SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators).
func random(count int, seed uint64) []byte {
	bytes := make([]byte, count)
	for at := 0; at < count; at += 8 {
		seed += 0x9E3779B97F4A7C15
		z := seed
		z = (z ^ z>>30) * 0xBF58476D1CE4E5B9
		z = (z ^ z>>27) * 0x94D049BB133111EB
		binary.LittleEndian.PutUint64(bytes[at:], z^z>>31)
	}
	return bytes
}
