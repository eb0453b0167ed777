/**
 * A binding of YCSB (Cooper et al., "Benchmarking cloud serving systems with YCSB", SoCC 2010) to the key-value interface.
 *
 * <p>It may import {@code io.slipway.kv} and YCSB. A row's fields are one packed value, so an update of some fields reads the row first; a
 * scan walks keys in order, which only ordered layouts serve.
 */
@NullMarked
package io.slipway.bench.ycsb;

import org.jspecify.annotations.NullMarked;
