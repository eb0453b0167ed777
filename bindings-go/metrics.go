package slipway

import (
	"context"

	"slipway.io/go/internal/slipwayv1"
)

// Metrics returns what the library measures, in Prometheus' text format (content type "text/plain; version=0.0.4"): its own meters, and the memory,
// collections and threads of the Java virtual machine (jvm_...). They are of the whole process; with several clients, gauges are those of the first.
//
// The client must have been opened with Config.Metrics, else the error is [ErrArgument].
func (c *Client) Metrics(ctx context.Context) (string, error) {
	answer, err := c.call(ctx, &slipwayv1.Request{Call: &slipwayv1.Request_Metrics{Metrics: &slipwayv1.MetricsRequest{}}})
	if err != nil {
		return "", err
	}
	return answer.GetMetrics().GetText(), nil
}
