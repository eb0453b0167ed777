//go:build cgo && linux && (amd64 || arm64)

package native

/*
#include <stdlib.h>
#include "library.h"
*/
import "C"

import (
	"strings"
	"sync"
	"unsafe"
)

// Runtime says how to find the library and how to make the JVM. It is looked at until the first success of a process.
type Runtime struct {
	LibraryPath string
	JavaHome    string
	ClassPath   string
	CacheFolder string
	JVMOptions  []string
	// OpenLog answers a descriptor that takes log lines, and the lowest SLIPWAY_LOG_... level of them. It is called if the runtime was not
	// open. Nil: the library writes to standard error.
	OpenLog func() (descriptor, level int, err error)
}

// Setting is a key and a value of a configuration.
type Setting struct{ Key, Value string }

// Client is an open store of the C interface.
type Client struct{ handle C.slipway_client }

var runtimeOpen struct {
	sync.Mutex
	done bool
}

// memory is what C reads during one call.
type memory struct{ blocks []unsafe.Pointer }

func (m *memory) free() {
	for _, block := range m.blocks {
		C.free(block)
	}
}

func (m *memory) allocate(bytes uintptr) unsafe.Pointer {
	block := C.calloc(1, C.size_t(max(bytes, 1)))
	m.blocks = append(m.blocks, block)
	return block
}

// text answers nil for an empty string, which stands for a default in every option.
func (m *memory) text(s string) *C.char {
	if s == "" {
		return nil
	}
	return m.string(s)
}

func (m *memory) string(s string) *C.char {
	text := C.CString(s)
	m.blocks = append(m.blocks, unsafe.Pointer(text))
	return text
}

// endless says that a string cannot be handed to C, where a zero byte would end it.
func endless(strs ...string) bool {
	for _, s := range strs {
		if strings.IndexByte(s, 0) >= 0 {
			return true
		}
	}
	return false
}

var errZeroByte = &Failure{Code: CodeArgument, Message: "a string with a zero byte cannot be an option, a setting or a name"}

// OpenRuntime loads the library and makes the JVM, unless this process has done so.
func OpenRuntime(r Runtime) error {
	if endless(append([]string{r.LibraryPath, r.JavaHome, r.ClassPath, r.CacheFolder}, r.JVMOptions...)...) {
		return errZeroByte
	}
	runtimeOpen.Lock()
	defer runtimeOpen.Unlock()
	if runtimeOpen.done {
		return nil
	}
	if err := load(r.LibraryPath); err != nil {
		return err
	}
	var m memory
	defer m.free()
	options := C.slipway_runtime_options{
		abi_version:  C.SLIPWAY_ABI_VERSION,
		java_home:    m.text(r.JavaHome),
		class_path:   m.text(r.ClassPath),
		cache_folder: m.text(r.CacheFolder),
	}
	options.struct_size = C.size_t(unsafe.Sizeof(options))
	if n := len(r.JVMOptions); n > 0 {
		array := m.allocate(uintptr(n) * unsafe.Sizeof(uintptr(0)))
		for i, option := range r.JVMOptions {
			unsafe.Slice((**C.char)(array), n)[i] = m.string(option)
		}
		options.jvm_options = (**C.char)(array)
		options.jvm_options_count = C.size_t(n)
	}
	if r.OpenLog != nil {
		descriptor, level, err := r.OpenLog()
		if err != nil {
			return err
		}
		options.log_fd, options.log_level = C.int32_t(descriptor), C.int32_t(level)
	}
	var e C.slipway_error
	if C.slipway_go_runtime_open(&options, &e) != 0 {
		return failed(&e)
	}
	runtimeOpen.done = true
	return nil
}

// OpenClient opens a store on the open runtime; it blocks for as long as that takes.
func OpenClient(configFile string, settings []Setting) (*Client, error) {
	var m memory
	defer m.free()
	options := C.slipway_client_options{config_file: m.text(configFile)}
	options.struct_size = C.size_t(unsafe.Sizeof(options))
	if n := len(settings); n > 0 {
		array := (*C.slipway_setting)(m.allocate(uintptr(n) * unsafe.Sizeof(C.slipway_setting{})))
		for i, setting := range settings {
			if endless(setting.Key, setting.Value) {
				return nil, errZeroByte
			}
			unsafe.Slice(array, n)[i] = C.slipway_setting{key: m.string(setting.Key), value: m.string(setting.Value)}
		}
		options.settings = array
		options.settings_count = C.size_t(n)
	}
	if endless(configFile) {
		return nil, errZeroByte
	}
	client := new(Client)
	var e C.slipway_error
	if C.slipway_go_client_open(&options, &client.handle, &e) != 0 {
		return nil, failed(&e)
	}
	return client, nil
}

// Table answers the number of a table.
func (c *Client) Table(name string) (uint32, error) {
	if endless(name) {
		return 0, errZeroByte
	}
	var m memory
	defer m.free()
	var e C.slipway_error
	number := C.slipway_go_table(c.handle, m.string(name), &e)
	if number < 0 {
		return 0, failed(&e)
	}
	return uint32(number), nil
}

// Close refuses new requests, waits for those in flight, and closes the store.
func (c *Client) Close() error {
	var e C.slipway_error
	if C.slipway_go_client_close(c.handle, -1, &e) != 0 {
		return failed(&e)
	}
	return nil
}
