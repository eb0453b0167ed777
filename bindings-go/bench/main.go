// Command bench is Go's worker of `slipway bench echo` and `slipway bench bindings`: a program that keeps a number of operations in flight
// and says what they took.
//
//	bench slipway --config FILE
//	bench raw --contact-point HOST:PORT --datacenter NAME --read CQL --write CQL
//
// The first goes through Slipway's binding, to the table named bench; the second is the peer, gocql with the same statements. Either prints
// "ready" when a get has been answered, and then answers each line
//
//	WORK OPERATIONS IN_FLIGHT KEYS
//
// with "ok PER_SECOND CPU_MICROS P50_MS P99_MS RSS_BYTES" or "failed WHY", until its input ends.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"os"
	"strings"
)

// store is what is measured: get answers nothing for a key that has no value.
type store interface {
	// expect says how many callers there will be at once, before there are any.
	expect(callers int)
	get(key []byte) ([]byte, error)
	put(key, value []byte) error
}

func main() {
	s, err := open(os.Args[1:])
	if err == nil {
		_, err = s.get(keyOf(0))
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	fmt.Println("ready")
	for commands := bufio.NewScanner(os.Stdin); commands.Scan(); {
		fmt.Println(answer(s, commands.Text()))
	}
}

func open(arguments []string) (store, error) {
	if len(arguments) == 0 {
		return nil, fmt.Errorf("slipway or raw?")
	}
	flags := flag.NewFlagSet(arguments[0], flag.ExitOnError)
	switch arguments[0] {
	case "slipway":
		config := flags.String("config", "", "the configuration file")
		flags.Parse(arguments[1:])
		return openSlipway(*config)
	case "raw":
		var r rawOptions
		flags.StringVar(&r.contactPoint, "contact-point", "", "HOST:PORT of a server")
		flags.StringVar(&r.datacenter, "datacenter", "", "the local data centre")
		flags.StringVar(&r.read, "read", "", "CQL that answers the value of a key")
		flags.StringVar(&r.write, "write", "", "CQL that sets, by version and value, a key")
		flags.Parse(arguments[1:])
		return openRaw(r)
	default:
		return nil, fmt.Errorf("slipway or raw, not %s", arguments[0])
	}
}

func answer(s store, line string) string {
	c, err := parseCommand(line)
	if err != nil {
		return failed(err)
	}
	m, err := c.measure(s)
	if err != nil {
		return failed(err)
	}
	return "ok " + m.String()
}

func failed(err error) string { return "failed " + strings.ReplaceAll(err.Error(), "\n", " ") }
