package slipway

import (
	"context"
	"errors"
	"fmt"
	"sort"

	"slipway.io/go/internal/native"
)

// ErrNotFound says that a key has no value.
var ErrNotFound = errors.New("slipway: not found")

// Category is the kind of trouble that a [Code] means.
type Category int32

// String returns the category's name in the catalogue, such as "UNAVAILABLE".
func (c Category) String() string {
	if c < 1 || int(c) >= len(categoryNames) {
		return fmt.Sprintf("CATEGORY_%d", int32(c))
	}
	return categoryNames[c]
}

// Code is an entry of the catalogue of errors. It is an error itself, so that errors.Is(err, slipway.ErrKeySize) tells whether err is
// an [Error] with that code.
type Code int32

type traits struct {
	code         Code
	name         string
	category     Category
	retryable    bool
	maybeApplied bool
}

// describe answers the catalogue's entry, which is ordered by code; an INTERNAL one for a code of a later catalogue.
func (c Code) describe() traits {
	i := sort.Search(len(catalogue), func(i int) bool { return catalogue[i].code >= c })
	if i < len(catalogue) && catalogue[i].code == c {
		return catalogue[i]
	}
	return traits{code: c, name: "UNKNOWN", category: CategoryInternal}
}

// String returns the code's name in the catalogue, such as "KEY_SIZE".
func (c Code) String() string { return c.describe().name }

// Error returns the stable printed form with the name, such as "SLIPWAY-1001 KEY_SIZE".
func (c Code) Error() string { return fmt.Sprintf("SLIPWAY-%d %s", int32(c), c.String()) }

// Category returns the kind of trouble.
func (c Code) Category() Category { return c.describe().category }

// Retryable reports whether the same call may succeed later without any change.
func (c Code) Retryable() bool { return c.describe().retryable }

// MaybeApplied reports whether a write that failed so may have taken effect, now or shortly after.
func (c Code) MaybeApplied() bool { return c.describe().maybeApplied }

// Error is what a failed operation returns.
//
// It matches its Code under errors.Is, and, if a context's end is why it failed, context.Canceled or context.DeadlineExceeded. An operation
// that the store itself found to be late (ErrDeadline, ErrWriteTimeout) matches context.DeadlineExceeded too.
type Error struct {
	// Code says what went wrong.
	Code Code
	// Message names the table, the operation, the key (never the value), and what to do next.
	Message string

	cause error
}

func (e *Error) Error() string { return e.Code.Error() + ": " + e.Message }

// Unwrap returns the context's error that led to this one, or nil.
func (e *Error) Unwrap() error { return e.cause }

// Is implements the matching that the type describes.
func (e *Error) Is(target error) bool {
	if target == context.DeadlineExceeded {
		return e.Code == ErrDeadline || e.Code == ErrWriteTimeout
	}
	code, ok := target.(Code)
	return ok && code == e.Code
}

// Category returns the kind of trouble.
func (e *Error) Category() Category { return e.Code.Category() }

// Retryable reports whether the same call may succeed later without any change.
func (e *Error) Retryable() bool { return e.Code.Retryable() }

// MaybeApplied reports whether the failed write may have taken effect, now or shortly after.
func (e *Error) MaybeApplied() bool { return e.Code.MaybeApplied() }

func newError(code Code, format string, arguments ...any) *Error {
	return &Error{Code: code, Message: fmt.Sprintf(format, arguments...)}
}

// errorOf makes the public form of an error of package native.
func errorOf(err error) error {
	var failure *native.Failure
	if errors.As(err, &failure) {
		return &Error{Code: Code(failure.Code), Message: failure.Message, cause: failure.Cause}
	}
	return err
}
