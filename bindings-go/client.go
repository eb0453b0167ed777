package slipway

import (
	"context"
	"log/slog"
	"sort"
	"strings"
	"sync"

	"slipway.io/go/internal/native"
	"slipway.io/go/internal/slipwayv1"
)

// Config says which store to open, and how the library is found. The zero value opens what the environment configures.
//
// LibraryPath, JavaHome, ClassPath, CacheFolder, JVMOptions and Logger belong to the process's one Java virtual machine: they are looked at by
// the first Open that succeeds in making it, and by no later one.
type Config struct {
	// File is the configuration file. Empty: the one that $SLIPWAY_CONFIG names, else ./slipway.yaml if there is one.
	File string
	// Settings override the file's, by their dotted keys, such as "source.redis.uri".
	Settings map[string]string
	// Backend selects a store without any server: "memory" is a real store in this process's memory, "echo" answers a get with its key
	// and everything else with nothing. Empty: what the configuration says.
	Backend string

	// LibraryPath is where libslipway.so is. Empty: what $SLIPWAY_LIBRARY names, else beside the executable, else as the system's loader finds it.
	LibraryPath string
	// JavaHome is a Java installation. Empty: the first that exists of $SLIPWAY_JAVA_HOME, slipway/runtime beside the library, $JAVA_HOME, and the
	// java on the PATH.
	JavaHome string
	// ClassPath lists Slipway's jars. Empty: $SLIPWAY_CLASS_PATH, separated by colons, else all jars in slipway/jars beside the library, else in
	// ../share/slipway/jars or ../../share/slipway/jars.
	ClassPath []string
	// CacheFolder is for the archive of parsed classes that shortens the start to a third; the first start on a machine makes it. Empty:
	// $SLIPWAY_CACHE (which may be set to nothing, to have none), else slipway in $XDG_CACHE_HOME or ~/.cache.
	CacheFolder string
	// JVMOptions are further options of the virtual machine, such as "-Xmx256m".
	JVMOptions []string

	// QueueEntries is how many operations of this client can be in flight at once, a power of two from 2 to 65,536; 0: 1,024. Callers beyond
	// that wait for one to end, for as long as their contexts allow.
	QueueEntries int
	// Metrics has the library measure what it does, for [Client.Metrics].
	Metrics bool
	// Logger receives what the library logs, from the lowest level on that it is enabled for. Nil: warnings and errors go to standard error.
	Logger *slog.Logger
}

// Client is an open store. It is safe for use by many goroutines.
type Client struct {
	store *native.Client
	queue *native.Queue

	closing  sync.Once
	closeErr error
}

// Open opens a store, and makes this process's Java virtual machine if it is the first to do so, which takes some hundred milliseconds. When ctx ends
// it returns at once; a store that opens later all the same is closed again.
//
// Errors: [ErrRuntimeMissing] if the library, Java or the jars are not found, the message says where they were looked for;
// [ErrABIMismatch] and [ErrLibraryMismatch] if module, library and jars are of different versions; [ErrConfig] and other USER errors if the
// configuration is wrong; UNAVAILABLE errors.
func Open(ctx context.Context, config Config) (*Client, error) {
	if err := ctx.Err(); err != nil {
		return nil, errorOf(native.Ended(ctx))
	}
	type result struct {
		client *Client
		err    error
	}
	opened := make(chan result, 1)
	go func() {
		client, err := open(config)
		opened <- result{client, err}
	}()
	select {
	case r := <-opened:
		return r.client, r.err
	case <-ctx.Done():
		go func() {
			if r := <-opened; r.err == nil {
				r.client.Close()
			}
		}()
		return nil, errorOf(native.Ended(ctx))
	}
}

func open(config Config) (*Client, error) {
	if config.QueueEntries < 0 || config.QueueEntries > queueEntriesMax {
		return nil, newError(ErrArgument, "QueueEntries must be a power of two from 2 to %d, not %d", queueEntriesMax, config.QueueEntries)
	}
	if err := native.OpenRuntime(config.runtime()); err != nil {
		return nil, errorOf(err)
	}
	store, err := native.OpenClient(config.File, config.settings())
	if err != nil {
		return nil, errorOf(err)
	}
	queue, err := store.OpenQueue(uint32(config.QueueEntries))
	if err != nil {
		store.Close()
		return nil, errorOf(err)
	}
	return &Client{store: store, queue: queue}, nil
}

const queueEntriesMax = 65_536

func (c *Config) runtime() native.Runtime {
	r := native.Runtime{
		LibraryPath: c.LibraryPath,
		JavaHome:    c.JavaHome,
		ClassPath:   strings.Join(c.ClassPath, ":"),
		CacheFolder: c.CacheFolder,
		JVMOptions:  c.JVMOptions,
	}
	if c.Logger != nil {
		r.OpenLog = func() (int, int, error) { return openLog(c.Logger) }
	}
	return r
}

func (c *Config) settings() []native.Setting {
	var settings []native.Setting
	for key, value := range c.Settings {
		settings = append(settings, native.Setting{Key: key, Value: value})
	}
	sort.Slice(settings, func(i, j int) bool { return settings[i].Key < settings[j].Key })
	if c.Backend != "" {
		settings = append(settings, native.Setting{Key: "backend", Value: c.Backend})
	}
	if c.Metrics {
		settings = append(settings, native.Setting{Key: "metrics", Value: "true"})
	}
	return settings
}

// Table names a table. It does no I/O: a malformed name, or a table that does not exist, is reported by the table's operations.
func (c *Client) Table(name string) *Table {
	number, err := c.store.Table(name)
	return &Table{client: c, name: name, number: number, err: errorOf(err)}
}

// Close refuses new operations, which fail with [ErrClosed], waits for those in flight, bounded by their deadlines, and closes the store. Later calls
// wait for the first and return what it returned.
func (c *Client) Close() error {
	c.closing.Do(func() {
		c.queue.Refuse()
		c.closeErr = errorOf(c.store.Close())
		c.queue.Close()
	})
	return c.closeErr
}

func (c *Client) do(ctx context.Context, request native.Request) (native.Completion, error) {
	answer, err := c.queue.Do(ctx, &request)
	if err != nil {
		return answer, errorOf(err)
	}
	return answer, nil
}

func (c *Client) call(ctx context.Context, call *slipwayv1.Request) (*slipwayv1.Response, error) {
	return perform(call, func(request native.Request) (native.Completion, error) { return c.do(ctx, request) })
}
