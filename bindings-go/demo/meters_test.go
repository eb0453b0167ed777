package main

import "testing"

func TestMeters(t *testing.T) {
	counts := readMeters(`# TYPE slipway_comparisons_total counter
slipway_comparisons_total{table="samples"} 12.0
slipway_comparisons_total{table="strings"} 3.0
slipway_mismatches_total{table="samples"} 1.0
slipway_comparisons_other{table="strings"} 9.0
`)
	if expected := (routerCounts{comparisons: 15, mismatches: 1}); counts != expected {
		t.Errorf("%+v, expected %+v", counts, expected)
	}
}
