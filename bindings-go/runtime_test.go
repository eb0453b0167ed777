package slipway_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const childVariable = "SLIPWAY_TEST_CHILD"

// command is this test's binary as a child of that name; what comes before its path is in wrapper.
func command(t *testing.T, child string, wrapper ...string) *exec.Cmd {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(cancel)
	line := append(wrapper, executable)
	c := exec.CommandContext(ctx, line[0], line[1:]...)
	c.Env = append(os.Environ(), childVariable+"="+child)
	return c
}

// The JVM shares a process with Go's scheduler, collector and signal handlers; each child ends with 0 if it finds both well.
func TestRuntimesCoexist(t *testing.T) {
	for _, child := range []string{
		"nil dereference", "closed pipe", "notified signal", "profile", "collections", "churn", "fork", "opened again", "nothing left",
		"no Java", "broken class path", "wrong option", "log",
	} {
		t.Run(child, func(t *testing.T) {
			t.Parallel()
			if output, err := command(t, child).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, output)
			}
		})
	}
}

func TestExitCodes(t *testing.T) {
	t.Run("should end at once with work in flight", func(t *testing.T) {
		output, err := command(t, "exit").CombinedOutput()
		exit, ok := err.(*exec.ExitError)
		if !ok || exit.ExitCode() != 7 {
			t.Fatalf("%v\n%s", err, output)
		}
	})

	t.Run("should end as Go does if a goroutine panics", func(t *testing.T) {
		output, err := command(t, "panic").CombinedOutput()
		exit, ok := err.(*exec.ExitError)
		if !ok || exit.ExitCode() != 2 || !strings.Contains(string(output), "goroutine") {
			t.Fatalf("%v\n%s", err, output)
		}
	})

	t.Run("should be ended by an interrupt", func(t *testing.T) {
		// Where tests run in the background the signal may be ignored, which children inherit.
		c := command(t, "wait", "env", "--default-signal=INT")
		output, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := bufio.NewReader(output).ReadString('\n'); err != nil {
			t.Fatal(err)
		}
		if err := c.Process.Signal(os.Interrupt); err != nil {
			t.Fatal(err)
		}
		exit, ok := c.Wait().(*exec.ExitError)
		if !ok || exit.Sys().(syscall.WaitStatus).Signal() != syscall.SIGINT {
			t.Fatal(exit)
		}
	})
}

func TestWhereTheLibraryIs(t *testing.T) {
	library, err := filepath.Abs(os.Getenv("SLIPWAY_LIBRARY"))
	if err != nil {
		t.Fatal(err)
	}
	opens := func(t *testing.T, child *exec.Cmd, variables ...string) {
		t.Helper()
		child.Env = append(child.Env, variables...)
		if output, err := child.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, output)
		}
	}

	t.Run("should be told by the option before the variable", func(t *testing.T) {
		opens(t, command(t, "opened"), libraryPathVariable+"="+library, "SLIPWAY_LIBRARY=/nonexistent")
	})

	t.Run("should be beside the executable", func(t *testing.T) {
		child := command(t, "opened")
		program, err := os.ReadFile(child.Path)
		if err != nil {
			t.Fatal(err)
		}
		folder := t.TempDir()
		child.Path = filepath.Join(folder, "program")
		err = errors.Join(
			os.WriteFile(child.Path, program, 0o700),
			os.Symlink(library, filepath.Join(folder, "libslipway.so")),
			os.Symlink(filepath.Join(filepath.Dir(library), "slipway"), filepath.Join(folder, "slipway")))
		if err != nil {
			t.Fatal(err)
		}
		opens(t, child, "SLIPWAY_LIBRARY=")
	})
}

func TestWrongLibraries(t *testing.T) {
	folder := t.TempDir()
	noLibrary := filepath.Join(folder, "text.so")
	if err := os.WriteFile(noLibrary, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := []struct{ child, library, expected string }{
		{"no library", filepath.Join(folder, "absent.so"), "SLIPWAY_LIBRARY"},
		{"no library", noLibrary, "SLIPWAY_LIBRARY"},
		{"wrong library", compile(t, folder, "other", "int other;"), "slipway_abi_version"},
		{"wrong library", compile(t, folder, "later", fakeLibrary), "has version 9.7 of the C interface, slipway.io/go needs 1."},
	}
	for _, c := range cases {
		t.Run("should name what is wrong with "+filepath.Base(c.library), func(t *testing.T) {
			child := command(t, c.child)
			child.Env = append(child.Env, "SLIPWAY_LIBRARY="+c.library)
			output, err := child.CombinedOutput()
			if err != nil || !strings.Contains(string(output), c.expected) {
				t.Fatalf("%v\n%s", err, output)
			}
		})
	}
}

const fakeLibrary = `
unsigned slipway_abi_version(void) { return 9u << 16 | 7u; }
#define FUNCTION(name) int slipway_##name(void) { return 0; }
FUNCTION(runtime_open) FUNCTION(client_open) FUNCTION(client_close) FUNCTION(table) FUNCTION(queue_open)
FUNCTION(queue_close) FUNCTION(queue_rings) FUNCTION(queue_fd) FUNCTION(doorbell) FUNCTION(cancel) FUNCTION(consume) FUNCTION(arm)
FUNCTION(block_allocate) FUNCTION(live)
`

func compile(t *testing.T, folder, name, source string) string {
	t.Helper()
	library := filepath.Join(folder, name+".so")
	compiler := exec.Command("cc", "-shared", "-fPIC", "-x", "c", "-o", library, "-")
	compiler.Stdin = strings.NewReader(source)
	if output, err := compiler.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
	return library
}
