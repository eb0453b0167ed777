//go:build cgo && linux && (amd64 || arm64)

package native

/*
#include "library.h"
*/
import "C"

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"runtime"
	"sync/atomic"
	"time"
	"unsafe"
)

// Operations of a request.
const (
	OpGet     = uint16(C.SLIPWAY_GET)
	OpPut     = uint16(C.SLIPWAY_PUT)
	OpDelete  = uint16(C.SLIPWAY_DELETE)
	OpExists  = uint16(C.SLIPWAY_EXISTS)
	OpGetMany = uint16(C.SLIPWAY_GET_MANY)
	OpCall    = uint16(C.SLIPWAY_CALL)
)

// Flags of requests and completions.
const (
	FlagExpiresAt = uint16(C.SLIPWAY_EXPIRES_AT)
	FlagAbsent    = uint32(C.SLIPWAY_ABSENT)
)

const (
	timeoutMin = time.Millisecond
	timeoutMax = time.Hour
	// Completions that are taken out at a time: enough to make a call of C for each batch cheap, few enough not to let the first wait.
	reapMax = 128
	// How long a cancellation waits for the store to see a request that it does not know yet.
	cancelAgain = time.Millisecond
)

// Request is one operation; slipway.h says what each field means to which. Key and Payload are copied before Do waits.
type Request struct {
	Op, Flags    uint16
	Table        uint32
	Arg          int64
	Key, Payload []byte
	// Timeout bounds the request besides the context; 0: only that, else the table's default. The store refuses one out of bounds.
	Timeout time.Duration
}

func (r *Request) copyTo(address unsafe.Pointer) {
	data := unsafe.Slice((*byte)(address), len(r.Key)+len(r.Payload))
	copy(data[copy(data, r.Key):], r.Payload)
}

// Completion is the answer to a request. Its payload is the receiver's own.
type Completion struct {
	Code    int32
	Flags   uint32
	Payload []byte
}

// Queue carries requests of any number of goroutines through one submission ring and one completion ring.
//
// A request holds one of the queue's indexes from before it is written until its completion has been read. The index names it (the token's
// lower half), and there are as many as entries in the rings, so that a holder always finds room in them. The goroutine that waits
// for it rings the doorbell, unless another is about to; one goroutine reads all completions and wakes those who wait.
type Queue struct {
	handle  C.slipway_queue
	rings   rings
	waiters []waiter
	free    chan uint32   // indexes that nobody holds
	closed  chan struct{} // no more indexes are given out
	ringing atomic.Bool   // somebody will ring the doorbell, and has not begun to
	event   *os.File      // readable when the queue has something for the reader that sleeps
	read    chan struct{} // the reader has ended
}

// waiter is a request in flight, as its index names it.
type waiter struct {
	done       chan struct{} // has room for one
	completion Completion
	// Of its token, so that no cancellation meets a later request of the same index. It also orders, in Go's eyes, what was done with the waiter before
	// its request was submitted and what the reader does: the way in between leads through the JVM, where Go cannot look.
	generation atomic.Uint32
}

// OpenQueue makes a queue of that many entries, a power of two; 0 is the library's default.
func (c *Client) OpenQueue(entries uint32) (*Queue, error) {
	options := C.slipway_queue_options{entries: C.uint32_t(entries)}
	options.struct_size = C.size_t(unsafe.Sizeof(options))
	q := &Queue{closed: make(chan struct{}), read: make(chan struct{})}
	var e C.slipway_error
	if C.slipway_go_queue_open(c.handle, &options, &q.handle, &e) != 0 {
		return nil, failed(&e)
	}
	if err := q.attach(); err != nil {
		C.slipway_go_queue_close(q.handle, -1)
		return nil, err
	}
	go q.readCompletions()
	return q, nil
}

func (q *Queue) attach() error {
	var memory C.slipway_rings
	memory.struct_size = C.size_t(unsafe.Sizeof(memory))
	if C.slipway_go_queue_rings(q.handle, &memory) != 0 || memory.version != C.SLIPWAY_RING_VERSION {
		return &Failure{Code: CodeInternal, Message: fmt.Sprintf("the library's rings have version %d, this module knows %d",
			memory.version, C.SLIPWAY_RING_VERSION)}
	}
	descriptor := C.slipway_go_queue_fd(q.handle)
	if descriptor < 0 {
		return &Failure{Code: CodeInternal, Message: "the process has no file descriptor left for a queue"}
	}
	q.event = os.NewFile(uintptr(descriptor), "slipway-queue")
	q.rings = openRings(memory.memory, uint32(memory.entries), uint32(memory.slot_bytes))
	q.waiters = make([]waiter, memory.entries)
	q.free = make(chan uint32, memory.entries)
	for i := range q.waiters {
		q.waiters[i].done = make(chan struct{}, 1)
		q.free <- uint32(i)
	}
	return nil
}

// Do performs a request. The context's deadline becomes the request's; when the context ends, the request is given up, and Do returns as soon
// as the store has said so. The error, if not nil, is a *Failure.
func (q *Queue) Do(ctx context.Context, request *Request) (Completion, error) {
	if uint64(len(request.Key))+uint64(len(request.Payload)) > math.MaxInt32 {
		return Completion{}, &Failure{Code: CodeArgument, Message: "a request has at most 2 GiB"}
	}
	if err := ctx.Err(); err != nil {
		return Completion{}, Ended(ctx)
	}
	index, err := q.acquire(ctx)
	if err != nil {
		return Completion{}, err
	}
	w := &q.waiters[index]
	token := uint64(w.generation.Add(1))<<32 | uint64(index)
	if err := q.submit(token, timeoutMicros(ctx, request.Timeout), request); err != nil {
		q.free <- index
		return Completion{}, err
	}
	q.ring()
	gaveUp := q.await(ctx, w, token)
	answer := w.completion
	w.completion = Completion{}
	q.free <- index
	if answer.Code != 0 {
		return Completion{}, failureOf(ctx, answer, gaveUp)
	}
	return answer, nil
}

// timeoutMicros is the earlier of the request's own bound and what is left of the context's time, which is put within the bounds of a
// request; 0 if there is neither.
func timeoutMicros(ctx context.Context, timeout time.Duration) uint64 {
	if deadline, ok := ctx.Deadline(); ok {
		left := min(max(time.Until(deadline), timeoutMin), timeoutMax)
		if timeout == 0 || left < timeout {
			timeout = left
		}
	}
	return uint64((timeout + time.Microsecond - 1) / time.Microsecond)
}

// acquire waits for an index while the context allows.
func (q *Queue) acquire(ctx context.Context) (uint32, error) {
	select {
	case <-q.closed:
		return 0, errClosed()
	default:
	}
	select {
	case index := <-q.free:
		return index, nil
	default:
	}
	select {
	case index := <-q.free:
		return index, nil
	case <-q.closed:
		return 0, errClosed()
	case <-ctx.Done():
		return 0, overloaded(ctx, len(q.waiters))
	}
}

func (q *Queue) submit(token, timeoutMicros uint64, request *Request) error {
	var block unsafe.Pointer
	if !q.rings.fits(request) {
		block = C.slipway_go_block_allocate(C.size_t(len(request.Key) + len(request.Payload)))
		if block == nil {
			return &Failure{Code: CodeInternal, Message: "memory is short for a request"}
		}
		request.copyTo(block)
	}
	// The library's credits are as many as the queue's indexes, and come back before these do: there is one.
	q.rings.control.inFlight.Add(1)
	q.rings.submit(token, timeoutMicros, request, block)
	return nil
}

// ring sees to it that the doorbell is rung after what the caller has submitted. Whoever finds that another is about to ring leaves it to
// that one; who rings first lets other goroutines submit, so that one call of C carries what all of them have written.
func (q *Queue) ring() {
	if q.ringing.Load() || !q.ringing.CompareAndSwap(false, true) {
		return
	}
	runtime.Gosched()
	q.ringing.Store(false)
	C.slipway_go_doorbell(q.handle)
}

// await waits for the completion, and gives the request up when the context ends. It answers whether that is why it completed.
func (q *Queue) await(ctx context.Context, w *waiter, token uint64) bool {
	ended := ctx.Done()
	if ended == nil {
		<-w.done
		return false
	}
	select {
	case <-w.done:
		return false
	case <-ended:
	}
	for C.slipway_go_cancel(q.handle, C.uint64_t(token)) != 1 {
		// It has completed, or the one who rings for it has not yet done so.
		select {
		case <-w.done:
			return false
		case <-time.After(cancelAgain):
		}
	}
	<-w.done
	return true
}

// readCompletions hands completions to those who wait for them, until the queue's event file is closed.
func (q *Queue) readCompletions() {
	defer close(q.read)
	var count [8]byte
	var batch [reapMax]uint32
	for {
		if q.reap(batch[:]) > 0 {
			continue
		}
		runtime.Gosched()
		if q.rings.completionAt(q.rings.control.consumed.Load()) != nil || C.slipway_go_arm(q.handle) != 0 {
			continue
		}
		if _, err := q.event.Read(count[:]); err != nil {
			return
		}
	}
}

// reap takes completions out of the ring. Their room is given back before anybody is told, because who is told gives the index back.
func (q *Queue) reap(batch []uint32) int {
	position := q.rings.control.consumed.Load()
	count := 0
	for ; count < len(batch) && count < len(q.waiters); count++ {
		slot := q.rings.completionAt(position + uint64(count))
		if slot == nil {
			break
		}
		batch[count] = uint32(slot.token)
		w := &q.waiters[batch[count]]
		if w.generation.Load() != uint32(slot.token>>32) {
			panic("slipway: a completion that nobody waits for; the library is defective")
		}
		w.completion = slot.read()
	}
	if count > 0 {
		C.slipway_go_consume(q.handle, C.uint32_t(count))
	}
	for _, index := range batch[:count] {
		q.waiters[index].done <- struct{}{}
	}
	return count
}

// Refuse lets no further request in.
func (q *Queue) Refuse() { close(q.closed) }

// Close waits until every request has been answered, and releases the queue. Refuse must have been called, and the client been closed, so that
// what is in flight ends.
func (q *Queue) Close() {
	// Whoever holds all indexes is the only one to touch the rings.
	for range q.waiters {
		<-q.free
	}
	q.event.Close()
	<-q.read
	C.slipway_go_queue_close(q.handle, -1)
}

func errClosed() *Failure {
	return &Failure{Code: CodeClosed, Message: "the client is closed"}
}

// Ended is for a context that had ended before the request was sent: nothing was applied.
func Ended(ctx context.Context) *Failure {
	code := CodeCancelled
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		code = CodeDeadline
	}
	return &Failure{Code: code, Message: "the context had ended before the request was sent", Cause: ctx.Err()}
}

// overloaded is for a context that ended before there was room for its request.
func overloaded(ctx context.Context, entries int) *Failure {
	if errors.Is(ctx.Err(), context.Canceled) {
		return Ended(ctx)
	}
	message := fmt.Sprintf("%d requests were in flight until the context's deadline; call less often, or raise Config.QueueEntries", entries)
	return &Failure{Code: CodeOverloaded, Message: message, Cause: ctx.Err()}
}

// failureOf is what the store said. A request that was given up because its time was over has the same codes as one whose time the store
// itself found to be over.
func failureOf(ctx context.Context, answer Completion, gaveUp bool) *Failure {
	failure := &Failure{Code: answer.Code, Message: string(answer.Payload)}
	if gaveUp {
		failure.Cause = ctx.Err()
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			switch failure.Code {
			case CodeCancelled:
				failure.Code = CodeDeadline
			case CodeWriteInterrupt:
				failure.Code = CodeWriteTimeout
			}
		}
	}
	return failure
}
