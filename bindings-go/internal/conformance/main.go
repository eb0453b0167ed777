// Command conformance is the testee of Go: it runs programs through the binding and prints their logs, as schemas/conformance/README.md says.
//
//	conformance [--config FILE] [--set KEY=VALUE]... PROGRAM...
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"slipway.io/go"
)

func main() {
	config := slipway.Config{Settings: make(map[string]string)}
	flag.StringVar(&config.File, "config", "", "the configuration `file`")
	flag.Func("set", "a setting over the file's, `KEY=VALUE`", func(setting string) error {
		key, value, found := strings.Cut(setting, "=")
		if !found {
			return fmt.Errorf("no setting: %s", setting)
		}
		config.Settings[key] = value
		return nil
	})
	flag.Parse()
	for _, program := range flag.Args() {
		run(program, config)
	}
}

func run(program string, config slipway.Config) {
	text := must(os.ReadFile(program))
	client := must(slipway.Open(context.Background(), config))
	fmt.Printf("# %s\n", filepath.Base(program))
	s := steps{client}
	number := 0
	for _, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") || strings.HasPrefix(line, "=>") {
			continue
		}
		number++
		fmt.Printf("%d %s\n", number, s.run(line))
	}
	if err := client.Close(); err != nil {
		log.Fatal(err)
	}
}
