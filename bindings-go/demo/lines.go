package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"sync"
)

// order is what the service is told; which fields are set follows from Order.
type order struct {
	Order   string  `json:"order"`
	Name    string  `json:"name"`
	Start   int     `json:"start"`
	Service string  `json:"service"`
	Rate    float64 `json:"rate"`
	Seed    int64   `json:"seed"`
	Config  string  `json:"config"`
	Keys    string  `json:"keys"`
	Journal string  `json:"journal"`
	Number  int64   `json:"number"`
}

func readOrder(orders *bufio.Reader) (order, error) {
	var o order
	line, err := orders.ReadBytes('\n')
	if err == io.EOF {
		return o, fmt.Errorf("the orders have ended without a stop")
	}
	if err != nil {
		return o, err
	}
	return o, json.Unmarshal(line, &o)
}

type ready struct {
	Word             string `json:"word"`
	WritesUnanswered int    `json:"writesUnanswered"`
}

// numbers is everything counted since the start of the process. Visits of stages are empty: a service does not know of stages.
type numbers struct {
	Word        string          `json:"word"`
	Totals      totals          `json:"totals"`
	Visits      []any           `json:"visits"`
	LatenciesUs map[int64]int64 `json:"latencies_us"`
}

type totals struct {
	Operations         int64 `json:"operations"`
	Failed             int64 `json:"failed"`
	Retries            int64 `json:"retries"`
	WrongAnswers       int64 `json:"wrongAnswers"`
	DeletesRacedByLoad int64 `json:"deletesRacedByLoad"`
	Comparisons        int64 `json:"comparisons"`
	Mismatches         int64 `json:"mismatches"`
	Recovered          int64 `json:"recovered"`
}

type submitted struct {
	Word   string `json:"word"`
	Number int64  `json:"number"`
}

type counted struct {
	Word         string `json:"word"`
	Number       int64  `json:"number"`
	Calls        int64  `json:"calls"`
	Writes       int64  `json:"writes"`
	EarlyApplies int64  `json:"earlyApplies"`
}

type trouble struct {
	Word string `json:"word"`
	What string `json:"what"`
}

type done struct {
	Word string `json:"word"`
}

// words writes lines, each whole.
type words struct {
	mutex sync.Mutex
	out   io.Writer
}

func (w *words) say(word any) {
	line, err := json.Marshal(word)
	if err != nil {
		panic(err)
	}
	w.mutex.Lock()
	defer w.mutex.Unlock()
	if _, err := w.out.Write(append(line, '\n')); err != nil {
		log.Printf("nobody listens any more: %v", err)
	}
}
