package slipway

import (
	"google.golang.org/protobuf/proto"

	"slipway.io/go/internal/native"
	"slipway.io/go/internal/slipwayv1"
)

// perform does an operation that goes as a protobuf message.
func perform(call *slipwayv1.Request, do func(native.Request) (native.Completion, error)) (*slipwayv1.Response, error) {
	payload, err := proto.Marshal(call)
	if err != nil {
		return nil, newError(ErrArgument, "the request cannot be encoded: %v", err)
	}
	answer, err := do(native.Request{Op: native.OpCall, Payload: payload})
	if err != nil {
		return nil, err
	}
	response := new(slipwayv1.Response)
	if err := proto.Unmarshal(answer.Payload, response); err != nil {
		return nil, errMalformed
	}
	return response, nil
}
