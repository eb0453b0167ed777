//go:build cgo && linux && (amd64 || arm64)

package native

/*
#include "library.h"
*/
import "C"

import (
	"bytes"
	"sync/atomic"
	"unsafe"
)

// control is the head of a queue's memory, as slipway.h lays it out.
type control struct {
	inFlight  atomic.Uint64
	_         [56]byte
	submitted atomic.Uint64
	_         [56]byte
	completed atomic.Uint64
	_         [56]byte
	consumed  atomic.Uint64
}

type submission struct {
	sequence      atomic.Uint64
	token         uint64
	op, flags     uint16
	table         uint32
	keyBytes      uint32
	payloadBytes  uint32
	timeoutMicros uint64
	arg           int64
	block         uintptr
	_             uint64
}

type completion struct {
	sequence     atomic.Uint64
	token        uint64
	code         int32
	flags        uint32
	payloadBytes uint64
	block        unsafe.Pointer
	_            [3]uint64
}

// The layout is an agreement with C and Java: a field that moves does not compile.
var (
	_ [C.SLIPWAY_IN_FLIGHT]struct{}    = [unsafe.Offsetof(control{}.inFlight)]struct{}{}
	_ [C.SLIPWAY_SUBMITTED]struct{}    = [unsafe.Offsetof(control{}.submitted)]struct{}{}
	_ [C.SLIPWAY_COMPLETED]struct{}    = [unsafe.Offsetof(control{}.completed)]struct{}{}
	_ [C.SLIPWAY_CONSUMED]struct{}     = [unsafe.Offsetof(control{}.consumed)]struct{}{}
	_ [C.SLIPWAY_SLOT_HEADER]struct{}  = [unsafe.Sizeof(submission{})]struct{}{}
	_ [C.SLIPWAY_SLOT_HEADER]struct{}  = [unsafe.Sizeof(completion{})]struct{}{}
	_ [C.SLIPWAY_RING_VERSION]struct{} = [1]struct{}{}
)

// rings is the memory of a queue. It is not Go's: nothing in it may be touched once the queue is closed.
type rings struct {
	control     *control
	submissions unsafe.Pointer
	completions unsafe.Pointer
	mask        uint64
	slotBytes   uintptr
}

func openRings(memory unsafe.Pointer, entries, slotBytes uint32) rings {
	submissions := unsafe.Add(memory, C.SLIPWAY_SLOTS)
	return rings{
		control:     (*control)(memory),
		submissions: submissions,
		completions: unsafe.Add(submissions, uintptr(entries)*uintptr(slotBytes)),
		mask:        uint64(entries - 1),
		slotBytes:   uintptr(slotBytes),
	}
}

// submit writes a request whose data is in the slot, or in the block if that is not nil. The caller holds a credit.
func (r *rings) submit(token, timeoutMicros uint64, request *Request, block unsafe.Pointer) {
	position := r.control.submitted.Add(1) - 1
	slot := (*submission)(unsafe.Add(r.submissions, uintptr(position&r.mask)*r.slotBytes))
	slot.token = token
	slot.op = request.Op
	slot.flags = request.Flags
	slot.table = request.Table
	slot.keyBytes = uint32(len(request.Key))
	slot.payloadBytes = uint32(len(request.Payload))
	slot.timeoutMicros = timeoutMicros
	slot.arg = request.Arg
	slot.block = uintptr(block)
	if block == nil {
		request.copyTo(unsafe.Add(unsafe.Pointer(slot), C.SLIPWAY_SLOT_HEADER))
	}
	slot.sequence.Store(position + 1)
}

func (r *rings) fits(request *Request) bool {
	return uintptr(len(request.Key)+len(request.Payload)) <= r.slotBytes-C.SLIPWAY_SLOT_HEADER
}

// completionAt answers the completion at a position, or nil if it is not there yet.
func (r *rings) completionAt(position uint64) *completion {
	slot := (*completion)(unsafe.Add(r.completions, uintptr(position&r.mask)*r.slotBytes))
	if slot.sequence.Load() != position+1 {
		return nil
	}
	return slot
}

// read copies what the completion says out of the ring.
func (c *completion) read() Completion {
	payload := c.block
	if payload == nil {
		payload = unsafe.Add(unsafe.Pointer(c), C.SLIPWAY_SLOT_HEADER)
	}
	return Completion{
		Code:    c.code,
		Flags:   c.flags,
		Payload: bytes.Clone(unsafe.Slice((*byte)(payload), c.payloadBytes)),
	}
}
