package io.slipway.bench;

import java.util.List;

/** All comparisons. */
final class Catalogue {

    private static final double ADDED_NANOS_MAX = 1_000;
    private static final double ADDED_BYTES_MAX = 400;
    private static final String COPY = "copy of the key";

    private Catalogue() {}

    static List<Comparison> comparisons() {
        return List.of(
                facade("get through the interface", "Get"),
                facade("put through the interface", "Put"),
                Comparison.watched("key to columns, hash", "LayoutBenchmark.hash", "LayoutBenchmark.copy", COPY),
                Comparison.watched("key to columns, prefix", "LayoutBenchmark.prefix", "LayoutBenchmark.copy", COPY),
                Comparison.watched(
                        "key to columns, bucketed", "LayoutBenchmark.bucketed", "LayoutBenchmark.copy", COPY),
                Comparison.watched("columns to key, prefix", "LayoutBenchmark.inverse", "LayoutBenchmark.copy", COPY),
                Comparison.watched(
                        "validator's digest of a row",
                        "DigestBenchmark.row",
                        "DigestBenchmark.sha",
                        "SHA-256 of the row"),
                Comparison.watched(
                        "encode a redo record", "RedoBenchmark.encode", "RedoBenchmark.copy", "copy of its bytes"),
                Comparison.watched(
                        "decode a redo record", "RedoBenchmark.decode", "RedoBenchmark.copy", "copy of its bytes"),
                Comparison.watched(
                        "encode a stored row", "RowBenchmark.encode", "RowBenchmark.copy", "copy of the value"),
                Comparison.watched(
                        "decode a stored row", "RowBenchmark.decode", "RowBenchmark.copy", "copy of the value"));
    }

    private static Comparison facade(String work, String operation) {
        return new Comparison(
                work,
                "FacadeBenchmark.facade" + operation,
                "FacadeBenchmark.driver" + operation,
                "raw driver, stub session",
                new Target.Added(ADDED_NANOS_MAX),
                new Target.Added(ADDED_BYTES_MAX));
    }
}
