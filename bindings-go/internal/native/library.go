//go:build cgo && linux && (amd64 || arm64)

// Package native is the only part of the binding that knows C: it loads libslipway.so, opens its runtime and clients, and carries requests
// through a queue's rings. It may import the standard library alone. No Go pointer is ever kept by C, a request is named by an integer, and
// each request that was accepted ends with exactly one completion.
package native

/*
#cgo CFLAGS: -std=gnu11 -Wall -Wextra
#cgo LDFLAGS: -ldl
#include <stdlib.h>
#include "library.h"
*/
import "C"

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"unsafe"
)

// Codes of slipway_errors.h that this package gives itself.
const (
	CodeClosed          = int32(C.SLIPWAY_CLOSED)
	CodeCancelled       = int32(C.SLIPWAY_CANCELLED)
	CodeArgument        = int32(C.SLIPWAY_ARGUMENT)
	CodeDeadline        = int32(C.SLIPWAY_DEADLINE)
	CodeOverloaded      = int32(C.SLIPWAY_OVERLOADED_IN_FLIGHT)
	CodeWriteTimeout    = int32(C.SLIPWAY_WRITE_TIMEOUT)
	CodeWriteInterrupt  = int32(C.SLIPWAY_WRITE_INTERRUPTED)
	CodeInternal        = int32(C.SLIPWAY_INTERNAL_ERROR)
	CodeRuntimeMissing  = int32(C.SLIPWAY_RUNTIME_MISSING)
	libraryName         = "libslipway.so"
	libraryPathVariable = "SLIPWAY_LIBRARY"
)

// Failure is an error of the C interface.
type Failure struct {
	Code    int32 // of slipway_errors.h
	Message string
	Cause   error // the context's error that led to it, or nil
}

func (f *Failure) Error() string { return f.Message }

func (f *Failure) Unwrap() error { return f.Cause }

func failed(e *C.slipway_error) *Failure {
	return &Failure{Code: int32(e.code), Message: C.GoString(&e.message[0])}
}

var loading struct {
	sync.Mutex
	done bool
}

// load makes the library's functions callable: once a process, later calls do nothing. Without a path it looks at $SLIPWAY_LIBRARY,
// else beside the executable, else where the system's loader looks.
func load(path string) error {
	loading.Lock()
	defer loading.Unlock()
	if loading.done {
		return nil
	}
	file := libraryFile(path)
	name := C.CString(file)
	defer C.free(unsafe.Pointer(name))
	var e C.slipway_error
	if C.slipway_go_load(name, &e) != 0 {
		failure := failed(&e)
		if failure.Code == CodeRuntimeMissing {
			failure.Message = fmt.Sprintf("%s; install %s beside the executable, give Config.LibraryPath, or set %s",
				failure.Message, libraryName, libraryPathVariable)
		}
		return failure
	}
	loading.done = true
	return nil
}

func libraryFile(path string) string {
	if path != "" {
		return path
	}
	if variable := os.Getenv(libraryPathVariable); variable != "" {
		return variable
	}
	if executable, err := os.Executable(); err == nil {
		beside := filepath.Join(filepath.Dir(executable), libraryName)
		if _, err := os.Stat(beside); err == nil {
			return beside
		}
	}
	return libraryName
}

// Counts is what the library holds, for tests of leaks.
type Counts struct {
	Clients, Queues, Blocks uint64
}

// Live answers what is open. The library must be loaded.
func Live() Counts {
	var counts C.slipway_counts
	counts.struct_size = C.size_t(unsafe.Sizeof(counts))
	C.slipway_go_live(&counts)
	return Counts{Clients: uint64(counts.clients), Queues: uint64(counts.queues), Blocks: uint64(counts.blocks)}
}
