package main

import (
	"regexp"
	"strconv"
)

// routerCounts is what the router beneath a store has counted since it was opened.
type routerCounts struct {
	// Attempts that it made again.
	retries int64
	// Reads that the audit compared, and lasting differences that it found.
	comparisons, mismatches int64
	// Entries of the outbox that this process brought to the target late.
	recovered int64
}

var counterLine = regexp.MustCompile(`(?m)^slipway_(\w+)_total\{[^}]*\} (\S+)$`)

// readMeters is given the meters in Prometheus' text format.
func readMeters(text string) routerCounts {
	sums := make(map[string]float64)
	for _, line := range counterLine.FindAllStringSubmatch(text, -1) {
		if value, err := strconv.ParseFloat(line[2], 64); err == nil {
			sums[line[1]] += value
		}
	}
	return routerCounts{
		retries:     int64(sums["retries"]),
		comparisons: int64(sums["comparisons"]),
		mismatches:  int64(sums["mismatches"]),
		recovered:   int64(sums["recovered"]),
	}
}
