package io.slipway.bench;

import java.util.List;

/** All comparisons. */
final class Catalogue {

    private static final String COPY = "copy of the key";

    private Catalogue() {}

    static List<Comparison> comparisons() {
        return List.of(
                Comparison.watched("key to columns, hash", "LayoutBenchmark.hash", "LayoutBenchmark.copy", COPY),
                Comparison.watched("key to columns, prefix", "LayoutBenchmark.prefix", "LayoutBenchmark.copy", COPY),
                Comparison.watched(
                        "key to columns, bucketed", "LayoutBenchmark.bucketed", "LayoutBenchmark.copy", COPY),
                Comparison.watched("columns to key, prefix", "LayoutBenchmark.inverse", "LayoutBenchmark.copy", COPY));
    }
}
