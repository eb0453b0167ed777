package slipway_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"sync"
	"syscall"
	"time"

	"slipway.io/go"
	"slipway.io/go/internal/native"
)

var children = map[string]func() error{
	"nil dereference":   dereferenceNil,
	"closed pipe":       writeToClosedPipe,
	"notified signal":   notifySignal,
	"profile":           profile,
	"collections":       collect,
	"churn":             churn,
	"fork":              fork,
	"opened again":      openAgain,
	"nothing left":      leaveNothing,
	"opened":            openOnce,
	"exit":              exitInFlight,
	"panic":             panicUnrecovered,
	"wait":              waitForSignal,
	"no Java":           withoutJava,
	"broken class path": withBrokenClassPath,
	"wrong option":      withWrongOption,
	"no library":        withoutLibrary,
	"wrong library":     withWrongLibrary,
	"log":               logToProgram,
}

func runChild(name string) int {
	if err := children[name](); err != nil {
		fmt.Println(err)
		return 1
	}
	return 0
}

// underLoad runs the work while goroutines use a store, and fails if any of their operations does.
func underLoad(config slipway.Config, valueBytes int, work func() error) error {
	client, err := slipway.Open(context.Background(), config)
	if err != nil {
		return err
	}
	table := client.Table("things")
	ctx, cancel := context.WithCancel(context.Background())
	failures := make(chan error, 64)
	var callers sync.WaitGroup
	for i := range cap(failures) {
		callers.Add(1)
		go func() {
			defer callers.Done()
			value := bytes.Repeat([]byte{byte(i)}, valueBytes)
			for ctx.Err() == nil {
				err := table.Put(context.Background(), keyOf(i), value)
				read, getErr := table.Get(context.Background(), keyOf(i))
				if err = errors.Join(err, getErr); err == nil && !bytes.Equal(read, value) {
					err = fmt.Errorf("%d bytes came back", len(read))
				}
				if err != nil {
					failures <- err
					return
				}
			}
		}()
	}
	err = work()
	cancel()
	callers.Wait()
	close(failures)
	return errors.Join(err, <-failures, client.Close())
}

var memory = slipway.Config{Backend: "memory"}

type pointee struct{ field [4]int }

func dereferenceNil() error {
	dereference := func(p *pointee) (recovered any) {
		defer func() { recovered = recover() }()
		p.field[2]++
		return nil
	}
	return underLoad(memory, 100, func() error {
		for range 10_000 {
			if _, ok := dereference(nil).(runtime.Error); !ok {
				return errors.New("no panic")
			}
		}
		return nil
	})
}

func writeToClosedPipe() error {
	return underLoad(memory, 100, func() error {
		for range 100 {
			reader, writer, err := os.Pipe()
			if err != nil {
				return err
			}
			reader.Close()
			if _, err = writer.Write([]byte("text")); !errors.Is(err, syscall.EPIPE) {
				return fmt.Errorf("the write ended with %v", err)
			}
			writer.Close()
		}
		return nil
	})
}

func notifySignal() error {
	signals := make(chan os.Signal, 4)
	signal.Notify(signals, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1)
	return underLoad(memory, 100, func() error {
		for _, expected := range []syscall.Signal{syscall.SIGTERM, syscall.SIGHUP, syscall.SIGUSR1, syscall.SIGTERM} {
			if err := syscall.Kill(os.Getpid(), expected); err != nil {
				return err
			}
			if received := <-signals; received != expected {
				return fmt.Errorf("received %v", received)
			}
		}
		return nil
	})
}

// gets performs a number of operations by as many goroutines as it takes to have something to profile or to stop.
func gets(count int) error {
	client, err := slipway.Open(context.Background(), slipway.Config{Backend: "echo", Settings: map[string]string{"echo.thread": "loop"}})
	if err != nil {
		return err
	}
	table := client.Table("things")
	const callers = 128
	ends := make(chan error, callers)
	for range callers {
		go func() {
			var err error
			for i := 0; i < count/callers && err == nil; i++ {
				_, err = table.Get(context.Background(), keyOf(i))
			}
			ends <- err
		}()
	}
	for range callers {
		err = errors.Join(err, <-ends)
	}
	return errors.Join(err, client.Close())
}

func profile() error {
	var written bytes.Buffer
	if err := pprof.StartCPUProfile(&written); err != nil {
		return err
	}
	err := gets(300_000)
	pprof.StopCPUProfile()
	if written.Len() == 0 {
		err = errors.Join(err, errors.New("the profile is empty"))
	}
	return err
}

func collect() error {
	small := memory
	small.JVMOptions = []string{"-Xms24m", "-Xmx24m"}
	return underLoad(small, 40_000, func() error {
		for range 200 {
			runtime.GC()
			debug.FreeOSMemory()
		}
		return nil
	})
}

// churn ends goroutines and, with them, threads that were attached to the JVM.
func churn() error {
	return underLoad(memory, 100, func() error {
		client, err := slipway.Open(context.Background(), memory)
		if err != nil {
			return err
		}
		table := client.Table("things")
		for round := range 20 {
			ends := make(chan error, 500)
			for i := range cap(ends) {
				go func() {
					if i%10 == 0 {
						// Not unlocked: the thread ends with the goroutine.
						runtime.LockOSThread()
					}
					ends <- table.Put(context.Background(), keyOf(round*cap(ends)+i), nil)
				}()
			}
			for range cap(ends) {
				err = errors.Join(err, <-ends)
			}
		}
		return errors.Join(err, client.Close())
	})
}

func fork() error {
	return underLoad(memory, 100, func() error {
		for range 50 {
			if err := exec.Command("true").Run(); err != nil {
				return err
			}
		}
		return nil
	})
}

const libraryPathVariable = "SLIPWAY_TEST_LIBRARY_PATH"

func openOnce() error {
	given := memory
	given.LibraryPath = os.Getenv(libraryPathVariable)
	return underLoad(given, 100, func() error { return nil })
}

func openAgain() error {
	for range 20 {
		if err := underLoad(memory, 100, func() error { return nil }); err != nil {
			return err
		}
	}
	return nil
}

// leaveNothing has values that need blocks of their own come and go, and requests with such values given up.
func leaveNothing() error {
	for range 5 {
		err := underLoad(memory, 5_000, func() error {
			for range 20 {
				runtime.GC()
			}
			if live := native.Live(); live.Clients != 1 || live.Queues != 1 {
				return fmt.Errorf("open: %+v", live)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	client, err := slipway.Open(context.Background(), neverAnswers)
	if err != nil {
		return err
	}
	var callers sync.WaitGroup
	for i := range 200 {
		callers.Add(1)
		go func() {
			defer callers.Done()
			client.Table("things").WithTimeout(5*time.Millisecond).Put(context.Background(), keyOf(i), make([]byte, 5_000))
		}()
	}
	callers.Wait()
	if err := client.Close(); err != nil {
		return err
	}
	if live := native.Live(); live != (native.Counts{}) {
		return fmt.Errorf("left: %+v", live)
	}
	return nil
}

var neverAnswers = slipway.Config{Backend: "echo", Settings: map[string]string{"echo.thread": "never"}}

func silent() (*slipway.Table, error) {
	client, err := slipway.Open(context.Background(), neverAnswers)
	if err != nil {
		return nil, err
	}
	return client.Table("things"), nil
}

func exitInFlight() error {
	table, err := silent()
	if err != nil {
		return err
	}
	for i := range 500 {
		go table.Get(context.Background(), keyOf(i))
	}
	// Some are in flight when this one is over.
	table.Get(context.Background(), keyOf(0))
	os.Exit(7)
	return nil
}

func panicUnrecovered() error {
	return underLoad(memory, 100, func() error { panic("nobody recovers") })
}

func waitForSignal() error {
	return underLoad(memory, 100, func() error {
		fmt.Println("ready")
		select {}
	})
}

// expect opens a store that cannot be, and says which error it should have been.
func expect(config slipway.Config, code slipway.Code) error {
	_, err := slipway.Open(context.Background(), config)
	fmt.Println(err)
	if !errors.Is(err, code) {
		return fmt.Errorf("not %v", code)
	}
	return nil
}

func withoutJava() error {
	missing := memory
	missing.JavaHome = "/nonexistent"
	// Nothing was made, so the next try may do better.
	return errors.Join(expect(missing, slipway.ErrRuntimeMissing), underLoad(memory, 10, func() error { return nil }))
}

func withBrokenClassPath() error {
	broken := memory
	broken.ClassPath = []string{"/nonexistent/a.jar", "/nonexistent/b.jar"}
	return expect(broken, slipway.ErrRuntimeMissing)
}

func withWrongOption() error {
	wrong := memory
	wrong.JVMOptions = []string{"-Xwrong"}
	zero := memory
	zero.JVMOptions = []string{"-Da=\x00"}
	return errors.Join(expect(zero, slipway.ErrArgument), expect(wrong, slipway.ErrConfig))
}

func withoutLibrary() error { return expect(memory, slipway.ErrRuntimeMissing) }

func withWrongLibrary() error { return expect(memory, slipway.ErrABIMismatch) }

// lines is a writer that tells when something was written.
type lines chan string

func (l lines) Write(line []byte) (int, error) {
	l <- string(line)
	return len(line), nil
}

func logToProgram() error {
	written := make(lines, 10_000)
	config := memory
	config.Logger = slog.New(slog.NewJSONHandler(written, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client, err := slipway.Open(context.Background(), config)
	if err != nil {
		return err
	}
	defer client.Close()
	line := <-written
	if !strings.Contains(line, `"logger":"`) || !strings.Contains(line, `"msg":"`) {
		return errors.New(line)
	}
	return nil
}
