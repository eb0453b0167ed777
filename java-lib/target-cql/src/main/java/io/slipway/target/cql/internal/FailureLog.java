package io.slipway.target.cql.internal;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import io.slipway.kv.KvErrorCode;
import io.slipway.spi.StoreException;
import io.slipway.spi.audit.AuditEntry;
import io.slipway.spi.audit.AuditEntry.KeyLabel;
import io.slipway.spi.audit.AuditLog;
import io.slipway.spi.audit.AuditQuery;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The audit log in a table beside those that move: a partition a table and day, rows by time, each expiring by itself.
 *
 * <p>A row's id is a hash of its content, so that appending an entry again overwrites it with itself.
 */
final class FailureLog implements AuditLog {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int PAGE_ROWS = 500;

    /** A query may begin at any time; so many partitions are looked at. */
    private static final int DAYS_MAX = 400;

    private final Requests requests;
    private final String table;
    private final Time time;

    FailureLog(Requests requests, String keyspace, Time time) {
        this.requests = requests;
        this.table = '"' + keyspace + "\"." + Schema.FAILURES;
        this.time = time;
    }

    @Override
    public CompletionStage<Void> append(List<AuditEntry> entries, Duration keep) {
        Deadline deadline = Deadline.after(TIMEOUT, time);
        return requests.prepare("UPDATE " + table
                        + " USING TTL ? AND TIMESTAMP ? SET kind = ?, service = ?, process = ?, key_prefix = ?, key_bytes = ?,"
                        + " key_hash = ?, code = ?, detail = ?, source_version = ?, target_version = ?, source_hash = ?,"
                        + " target_hash = ? WHERE source_table = ? AND day = ? AND at = ? AND id = ?")
                .thenCompose(statement -> CompletableFuture.allOf(entries.stream()
                        .map(entry -> requests.write(bound(statement, entry, keep), deadline, FailureLog::what)
                                .toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new)));
    }

    private static BoundStatement bound(PreparedStatement statement, AuditEntry entry, Duration keep) {
        return statement.bind(
                (int) keep.toSeconds(),
                ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()),
                entry.kind().name(),
                entry.service(),
                entry.process(),
                entry.key().prefix(),
                entry.key().bytes(),
                entry.key().hash(),
                entry.code(),
                entry.detail(),
                entry.sourceVersion(),
                entry.targetVersion(),
                entry.sourceHash(),
                entry.targetHash(),
                entry.table(),
                day(entry.at()),
                entry.at(),
                UUID.nameUUIDFromBytes(entry.toString().getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public CompletionStage<List<AuditEntry>> query(AuditQuery query) {
        LocalDate last = day(time.wall().instant());
        LocalDate first = day(query.since());
        if (first.isBefore(last.minusDays(DAYS_MAX))) {
            first = last.minusDays(DAYS_MAX);
        }
        List<AuditEntry> found = new ArrayList<>();
        LocalDate from = first;
        return requests.prepare("SELECT * FROM " + table
                        + " WHERE source_table = ? AND day = ? AND at >= ? ORDER BY at DESC, id DESC")
                .thenCompose(statement -> collect(statement, query, last, from, found))
                .<List<AuditEntry>>thenApply(done -> List.copyOf(found))
                .exceptionallyCompose(FailureLog::noneIfNoTable);
    }

    private CompletionStage<Void> collect(
            PreparedStatement statement, AuditQuery query, LocalDate day, LocalDate first, List<AuditEntry> found) {
        if (day.isBefore(first) || found.size() >= query.limit()) {
            return CompletableFuture.completedStage(null);
        }
        Deadline deadline = Deadline.after(TIMEOUT, time);
        BoundStatement bound = statement.bind(query.table(), day, query.since()).setPageSize(PAGE_ROWS);
        return requests.read(bound, deadline, FailureLog::what)
                .thenCompose(page -> take(page, query, deadline, found))
                .thenCompose(done -> collect(statement, query, day.minusDays(1), first, found));
    }

    private CompletionStage<Void> take(
            AsyncResultSet page, AuditQuery query, Deadline deadline, List<AuditEntry> found) {
        for (Row row : page.currentPage()) {
            AuditEntry entry = entry(row);
            if (found.size() < query.limit()
                    && (query.service() == null || query.service().equals(entry.service()))) {
                found.add(entry);
            }
        }
        return found.size() < query.limit() && page.hasMorePages()
                ? requests.nextPage(page, deadline, FailureLog::what)
                        .thenCompose(next -> take(next, query, deadline, found))
                : CompletableFuture.completedStage(null);
    }

    private static AuditEntry entry(Row row) {
        return new AuditEntry(
                Objects.requireNonNull(row.getInstant("at")),
                text(row, "source_table"),
                AuditEntry.Kind.valueOf(text(row, "kind")),
                text(row, "service"),
                text(row, "process"),
                new KeyLabel(text(row, "key_prefix"), row.getInt("key_bytes"), text(row, "key_hash")),
                text(row, "code"),
                text(row, "detail"),
                row.getLong("source_version"),
                row.getLong("target_version"),
                text(row, "source_hash"),
                text(row, "target_hash"));
    }

    private static String text(Row row, String column) {
        return Objects.requireNonNullElse(row.getString(column), "");
    }

    /** Where nothing was ever prepared, there is no table of failures. */
    private static CompletionStage<List<AuditEntry>> noneIfNoTable(Throwable failure) {
        Throwable cause = Failures.unwrap(failure);
        return cause instanceof StoreException store && store.code() == KvErrorCode.TABLE_SCHEMA
                ? CompletableFuture.completedStage(List.of())
                : CompletableFuture.failedStage(cause);
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    private static String what() {
        return "audit log";
    }
}
