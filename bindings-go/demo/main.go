// Command demo is the API service of Slipway's demo in Go: a guest beside the services in Java, which speaks their lines.
//
// Orders come in on standard input and words go out on standard output, a line of JSON each; what they say is described at the head of the Java
// package io.slipway.demo.process. The service asks what the API asks, and keeps keys of its own in two tables. What it has told the store
// of these is in its journal before the store can have it, so a kill makes its oracle forget nothing. The end of standard input ends it at once.
package main

import (
	"bufio"
	"context"
	"log"
	"os"
	"sync"
	"sync/atomic"
	"time"

	slipway "slipway.io/go"
)

const (
	laneCount       = 3
	numbersInterval = 500 * time.Millisecond
	exitDefect      = 70
)

func main() {
	orders := bufio.NewReader(os.Stdin)
	words := &words{out: os.Stdout}
	first, err := readOrder(orders)
	if err == nil {
		var s *service
		if s, err = open(first, words); err == nil {
			err = s.obey(orders)
		}
	}
	if err == nil {
		os.Exit(0)
	}
	log.Printf("the process ends early: %v", err)
	os.Exit(exitDefect)
}

type service struct {
	words   *words
	journal *journal
	client  *slipway.Client
	tally   *tally
	lanes   sync.WaitGroup
	stopped atomic.Bool
	reports sync.WaitGroup
	done    chan struct{}
}

// open opens the store, goes on where the journal of an earlier start ends, and starts the callers.
func open(start order, words *words) (*service, error) {
	book, err := readKeys(start.Keys)
	if err != nil {
		return nil, err
	}
	journal, ledger, err := openJournal(start.Journal)
	if err != nil {
		return nil, err
	}
	unanswered := ledger.unanswered
	client, err := slipway.Open(context.Background(), slipway.Config{
		File:       start.Config,
		Settings:   map[string]string{"service": start.Service},
		Metrics:    true,
		JVMOptions: []string{"-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"},
	})
	if err != nil {
		return nil, err
	}
	s := &service{words: words, journal: journal, client: client, done: make(chan struct{})}
	s.tally = newTally(s.trouble)
	interval := time.Duration(float64(laneCount) / start.Rate * float64(time.Second))
	first := time.Now()
	for i := range laneCount {
		w := &witness{ledger: ledger, tally: s.tally}
		steps := newSteps(client, w, book, start, i)
		// Lanes start apart by parts of an interval, or all of them would call at the same moments.
		lane := &lane{witness: w, tally: s.tally, step: steps.step, interval: interval, first: first.Add(interval * time.Duration(i) / laneCount)}
		s.lanes.Add(1)
		go func() {
			defer s.lanes.Done()
			lane.run(&s.stopped)
		}()
	}
	words.say(ready{Word: "ready", WritesUnanswered: unanswered})
	s.reports.Add(1)
	go s.report()
	return s, nil
}

// obey answers nil behind a stop, and else why the orders ended.
func (s *service) obey(orders *bufio.Reader) error {
	for {
		order, err := readOrder(orders)
		if err != nil {
			return err
		}
		switch order.Order {
		case "count":
			calls, writes := s.tally.underWay()
			s.words.say(counted{Word: "counted", Number: order.Number, Calls: calls, Writes: writes})
		case "submit":
			s.words.say(submitted{Word: "submitted", Number: order.Number})
		case "loading":
			// Races of deletes and the load are the services' in Java to count.
		case "stop":
			return s.stop()
		default:
			log.Printf("order %q is not known", order.Order)
		}
	}
}

func (s *service) stop() error {
	s.stopped.Store(true)
	s.lanes.Wait()
	close(s.done)
	s.reports.Wait()
	s.readMeters()
	s.sayNumbers()
	if err := s.client.Close(); err != nil {
		return err
	}
	if err := s.journal.Close(); err != nil {
		return err
	}
	s.words.say(done{Word: "done"})
	return nil
}

func (s *service) report() {
	defer s.reports.Done()
	ticker := time.NewTicker(numbersInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			s.readMeters()
			s.sayNumbers()
		case <-s.done:
			return
		}
	}
}

func (s *service) readMeters() {
	text, err := s.client.Metrics(context.Background())
	if err != nil {
		log.Printf("the meters cannot be read: %v", err)
		return
	}
	s.tally.routerCounted(readMeters(text))
}

func (s *service) trouble(what string) {
	log.Print(what)
	s.words.say(trouble{Word: "trouble", What: what})
	s.sayNumbers()
}

func (s *service) sayNumbers() {
	totals, latencies := s.tally.numbers()
	s.words.say(numbers{Word: "numbers", Totals: totals, Visits: []any{}, LatenciesUs: latencies})
}
