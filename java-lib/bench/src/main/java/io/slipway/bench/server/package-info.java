/**
 * Benchmarks on a real server: workers in processes of their own, one for each side, and the runner that asks them in turn.
 *
 * <p>It may import every module. A worker does nothing but what it is asked, one run at a time, while the other side's worker rests; runs
 * alternate (A B B A), so that what disturbs the machine disturbs both. A run answers throughput, the client's own CPU time per operation
 * (all threads of its process) and latencies; the server shares the machine with it.
 */
@NullMarked
package io.slipway.bench.server;

import org.jspecify.annotations.NullMarked;
