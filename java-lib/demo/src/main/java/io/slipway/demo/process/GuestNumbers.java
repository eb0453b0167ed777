package io.slipway.demo.process;

import io.slipway.demo.traffic.Totals;
import org.HdrHistogram.Histogram;

/**
 * What a guest has counted over all its starts.
 *
 * @param latency_us of its operations, from the moment at which each was due, in microseconds
 */
public record GuestNumbers(Guest guest, Totals totals, Histogram latency_us) {}
