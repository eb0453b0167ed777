/**
 * Micro-benchmarks of what an operation costs beside its peer, and the command that runs and reports them.
 *
 * <p>It may import every module; nothing imports it. A benchmark alone says nothing: each is one side of a {@link
 * io.slipway.bench.Comparison}, measured in alternating rounds on the same machine, and a target holds only if its whole interval does.
 */
@NullMarked
package io.slipway.bench;

import org.jspecify.annotations.NullMarked;
