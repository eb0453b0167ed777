// Package slipway is a key-value store client: Slipway's Java library, running in this process's own Java virtual machine beneath its C
// interface.
//
// [Open] a [Client] once a process, take a [Table] by its name, call its methods from any number of goroutines, and Close the client at the end. Keys
// and values are bytes; [Typed] is a view of a table whose values are protobuf messages. Where the data lives, and where it is moving to,
// is the configuration's and the operator's business: nothing of it shows here.
//
// Every operation takes a context. Its deadline is the operation's deadline (bounded to 1 ms and 1 h; without one the configured default
// holds), and when the context is cancelled the operation is given up. Either way the method returns when the store has answered for it,
// so that nothing goes on unseen behind a caller's back.
//
// A failed operation returns an [*Error], which tells by its Code what went wrong, whether the same call may succeed later, and whether a failed write
// may have taken effect. Each code is a sentinel too:
//
//	if errors.Is(err, slipway.ErrDeadline) { … }
//
// A missing key is [ErrNotFound], which is no *Error.
//
// Observability: [Config.Logger] receives what the library logs, [Client.Metrics] returns what it measures. An operation lasts from its call to its
// return, so a span around the call shows it; the library begins no spans of its own, and sends no trace context to the databases.
//
// Building needs cgo and a C compiler; running needs libslipway.so with its jars, and Java 17 or later, on Linux with glibc (amd64 or arm64).
package slipway
