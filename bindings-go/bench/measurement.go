package main

import (
	"fmt"
	"os"
	"slices"
	"syscall"
	"time"
)

// sampleUnit is what latencies are counted in, so that a sample has 4 bytes.
const sampleUnit = 100 * time.Nanosecond

type measurement struct {
	perSecond float64
	cpu       time.Duration // of the whole process, for each operation
	p50, p99  time.Duration
	rssBytes  int
}

func summarize(samples []uint32, took, cpu time.Duration) (measurement, error) {
	rss, err := residentBytes()
	slices.Sort(samples)
	return measurement{
		perSecond: float64(len(samples)) / took.Seconds(),
		cpu:       cpu / time.Duration(len(samples)),
		p50:       percentile(samples, 50),
		p99:       percentile(samples, 99),
		rssBytes:  rss,
	}, err
}

// percentile is the smallest sample that as many per cent of the samples do not exceed.
func percentile(sorted []uint32, percent int) time.Duration {
	rank := (len(sorted)*percent + 99) / 100
	return time.Duration(sorted[rank-1]) * sampleUnit
}

func (m measurement) String() string {
	return fmt.Sprintf("%.1f %.3f %.4f %.4f %d", m.perSecond, micros(m.cpu), micros(m.p50)/1000, micros(m.p99)/1000, m.rssBytes)
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

// cpuTime is what this process has used of its processors.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	// It can only fail for arguments that are none.
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func residentBytes() (int, error) {
	file, err := os.Open("/proc/self/statm")
	if err != nil {
		return 0, err
	}
	defer file.Close()
	var size, resident int
	_, err = fmt.Fscan(file, &size, &resident)
	return resident * os.Getpagesize(), err
}
