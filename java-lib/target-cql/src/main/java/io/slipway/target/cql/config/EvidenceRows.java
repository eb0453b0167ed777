package io.slipway.target.cql.config;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.slipway.target.cql.internal.Time;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** The numbers for gates: one partition for each entry of a table into dual-write. */
final class EvidenceRows {

    private static final String TABLE = "slipway_evidence";

    private final Calls calls;
    private final Time time;
    private final PreparedStatement all;
    private final PreparedStatement one;
    private final PreparedStatement put;
    private final AtomicLong written = new AtomicLong();

    private EvidenceRows(Calls calls, Time time, PreparedStatement all, PreparedStatement one, PreparedStatement put) {
        this.calls = calls;
        this.time = time;
        this.all = all;
        this.one = one;
        this.put = put;
    }

    static CompletionStage<EvidenceRows> prepare(Calls calls, Time time) {
        return calls.prepare("SELECT name, value FROM %s WHERE table_name = ? AND entry = ?", TABLE)
                .thenCompose(all -> calls.prepare(
                                "SELECT value, writetime(value) AS version FROM %s"
                                        + " WHERE table_name = ? AND entry = ? AND name = ?",
                                TABLE)
                        .thenCombine(
                                calls.prepare(
                                        "INSERT INTO %s (table_name, entry, name, value) VALUES (?, ?, ?, ?)"
                                                + " USING TIMESTAMP ?",
                                        TABLE),
                                (one, put) -> new EvidenceRows(calls, time, all, one, put)));
    }

    CompletionStage<Map<String, Long>> read(String table, long entry) {
        return calls.read(all.bind(table, entry), "evidence of table '" + table + "'")
                .thenApply(rows -> rows.stream()
                        .collect(Collectors.toMap(
                                row -> String.valueOf(row.getString("name")), row -> row.getLong("value"))));
    }

    /** Writes above what is there. */
    CompletionStage<Void> put(String table, long entry, String name, long value) {
        String what = "evidence '" + name + "' of table '" + table + "'";
        return calls.read(one.bind(table, entry, name), what).thenCompose(rows -> {
            if (!rows.isEmpty() && rows.get(0).getLong("value") == value) {
                return CompletableFuture.completedStage(null);
            }
            long version = above(rows.isEmpty() ? 0 : rows.get(0).getLong("version"));
            return calls.write(put.bind(table, entry, name, value, version), what);
        });
    }

    /** Above what was read, and above what this store has sent before: that may not be there yet, and the clock may have gone back. */
    private long above(long version) {
        return written.accumulateAndGet(
                Math.max(time.nowMicros(), version + 1), (last, next) -> Math.max(last + 1, next));
    }
}
